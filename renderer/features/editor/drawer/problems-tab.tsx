import { IconAlertTriangle, IconBulb, IconCircleCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { plural } from '../../../ui/plural.ts';
import type { DrawerTab, DrawerTabProps } from './tab.ts';
import classes from './problems-tab.module.css';

/** Everything wrong with the agent; a click leads to it. */
export const problemsTab: DrawerTab = { id: 'problems', title: 'Problems', Content: ProblemsTab };

function ProblemsTab({ findings, onShow }: DrawerTabProps): ReactElement {
  const { problems, hints } = findings;
  return (
    <>
      <p className={classes['head']}>
        {problems.length === 0 ? 'None, it can be called' : plural(problems.length, 'problem')}
        {hints.length > 0 && `, ${plural(hints.length, 'hint')}`}
      </p>
      {problems.length + hints.length === 0 ? (
        <p className={classes['fine']}>
          <IconCircleCheck size={16} aria-hidden />
          Nothing is wrong with this agent.
        </p>
      ) : (
        <ul className={classes['list']}>
          {problems.map((problem, index) => (
            <Row key={`problem ${index}`} problem={problem} isHint={false} onShow={onShow} />
          ))}
          {hints.map((hint, index) => (
            <Row key={`hint ${index}`} problem={hint} isHint onShow={onShow} />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({
  problem,
  isHint,
  onShow,
}: {
  problem: WorkflowProblem;
  isHint: boolean;
  onShow: (problem: WorkflowProblem) => void;
}): ReactElement {
  const Icon = isHint ? IconBulb : IconAlertTriangle;
  const where = problem.kind === 'workflow' ? 'agent' : problem.kind;
  return (
    <li>
      <button
        type="button"
        className={classes['row']}
        data-hint={isHint}
        onClick={() => {
          onShow(problem);
        }}
      >
        <Icon size={14} aria-label={isHint ? 'Hint' : 'Problem'} />
        <span className={classes['where']}>
          {where}
          {problem.field !== null && ` · ${problem.field}`}
        </span>
        <span className={classes['message']}>{problem.message}</span>
      </button>
    </li>
  );
}
