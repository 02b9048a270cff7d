/** Before a call: who will listen, think and speak, and plainly when that is a rehearsal or cannot be. */
import type { ReactElement } from 'react';
import { providerStages } from '#shared/domain/providers.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { useEffectiveProviders } from '../../stores/providers.ts';
import { answererText, stageNames } from '../providers/stages.ts';
import classes from './who-answers.module.css';

export function WhoAnswers({ document }: { document: WorkflowDocument }): ReactElement | null {
  const effective = useEffectiveProviders(document.workflow_configurations?.providers);
  if (effective === null) return null;
  const problems = providerStages.flatMap((stage) => {
    const problem = effective[stage].chain[0]?.problem ?? null;
    return problem === null ? [] : [problem];
  });
  return (
    <div className={classes['who']}>
      <dl className={classes['stages']} aria-label="Who answers">
        {providerStages.map((stage) => (
          <div key={stage}>
            <dt>{stageNames[stage]}</dt>
            <dd>{answererText(effective[stage])}</dd>
          </div>
        ))}
      </dl>
      {problems.map((problem) => (
        <p key={problem} className={classes['problem']}>
          {problem}
        </p>
      ))}
      {effective.is_rehearsal && (
        <p>Rehearsal: no language model is used. It listens for the answers drawn in the graph.</p>
      )}
    </div>
  );
}
