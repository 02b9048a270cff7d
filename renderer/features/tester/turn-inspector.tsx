/** How one turn came to its end: where the call stood, what could be done, what was, and what is known after it. */
import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowNarrowRight,
  IconCheck,
  IconChevronDown,
  IconChevronUp,
  IconFilter,
  IconFunction,
  IconPoint,
} from '@tabler/icons-react';
import { memo, type ReactElement, type ReactNode } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { keysOf } from '../editor/actions/chords.ts';
import { spanText, valueText } from '../call/conversation/spoken-time.ts';
import { TranscriptLine } from '../call/conversation/transcript-line.tsx';
import { choicesOf, outcomeOf, type Choice } from './choices.ts';
import type { Decision, TestTurn } from './turns.ts';
import classes from './turn-inspector.module.css';

export interface TurnInspectorProps {
  turn: TestTurn | null;
  document: WorkflowDocument;
  isRehearsal: boolean;
  onStep: (step: -1 | 1) => void;
  /** Selects it on the canvas. */
  onShow: (kind: 'node' | 'edge', id: string) => void;
}

export const TurnInspector = memo(function TurnInspector(props: TurnInspectorProps): ReactElement {
  const { turn, document, isRehearsal, onStep, onShow } = props;
  if (!turn) return <p className={classes['empty']}>The first turn appears here.</p>;
  const { to } = turn;
  return (
    <div className={classes['scroller']} tabIndex={0} role="region" aria-label="How the turn went">
      <header className={classes['head']}>
        <h3>{turn.turn === 0 ? 'Opening' : `Turn ${turn.turn}`}</h3>
        <span className={classes['steps']}>
          <Tooltip label={`The turn before (${keysOf('alt+ArrowUp')})`}>
            <ActionIcon
              size={22}
              aria-label="The turn before"
              onClick={() => {
                onStep(-1);
              }}
            >
              <IconChevronUp size={14} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={`The turn after (${keysOf('alt+ArrowDown')})`}>
            <ActionIcon
              size={22}
              aria-label="The turn after"
              onClick={() => {
                onStep(1);
              }}
            >
              <IconChevronDown size={14} />
            </ActionIcon>
          </Tooltip>
        </span>
      </header>
      {to && (
        <p className={classes['where']}>
          {turn.from !== null && turn.from !== to.name && (
            <>
              {turn.from} <IconArrowNarrowRight size={14} aria-label="then" />{' '}
            </>
          )}
          <button
            type="button"
            className={classes['link']}
            title="Show this step"
            onClick={() => {
              onShow('node', to.id);
            }}
          >
            {to.name}
          </button>
          {turn.from === to.name && <span className={classes['note']}>stayed in this step</span>}
        </p>
      )}
      <Figures turn={turn} />
      <Section title="What could be done">
        {turn.decisions.length === 0 ? (
          <p className={classes['note']}>
            {turn.isStopped
              ? 'The answer was stopped before anything was decided.'
              : turn.error !== null
                ? 'The model failed before anything was decided.'
                : turn.turn === 0
                  ? 'The greeting was said as it is written: nobody was asked.'
                  : 'Nothing has been decided yet.'}
          </p>
        ) : (
          turn.decisions.map((decision) => (
            <DecisionList key={decision.seq} decision={decision} document={document} onShow={onShow} />
          ))
        )}
      </Section>
      <Section title="Variables">
        <Variables turn={turn} />
      </Section>
      {turn.tools.length > 0 && (
        <Section title="Tools">
          {turn.tools.map((tool) => (
            <TranscriptLine key={tool.key} item={tool} isCurrent={false} />
          ))}
        </Section>
      )}
      {isRehearsal && turn.decisions.some(({ offered }) => offered.length > 0) && (
        <p className={classes['foot']}>
          The rehearsal compares the line with the examples, label and condition of each edge, and takes one
          that fits clearly better than the others.
        </p>
      )}
    </div>
  );
});

function Section({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section className={classes['section']} aria-label={title}>
      <h4>{title}</h4>
      {children}
    </section>
  );
}

function Figures({ turn }: { turn: TestTurn }): ReactElement | null {
  const { firstWordsMs, tookMs, tokens } = turn;
  const figures: [string, string][] = [];
  if (firstWordsMs !== null) figures.push(['First words', spanText(firstWordsMs)]);
  if (tookMs !== null) figures.push(['Whole turn', spanText(tookMs)]);
  if (tokens) {
    const { prompt, completion, requests } = tokens;
    figures.push(['Tokens', `${prompt.toLocaleString()} in, ${completion.toLocaleString()} out`]);
    figures.push(['Requests', String(requests)]);
  }
  if (figures.length === 0) return null;
  return (
    <dl className={classes['figures']}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function DecisionList({
  decision,
  document,
  onShow,
}: {
  decision: Decision;
  document: WorkflowDocument;
  onShow: TurnInspectorProps['onShow'];
}): ReactElement {
  const choices = choicesOf(decision, document);
  return (
    <div className={classes['decision']}>
      <p className={classes['outcome']}>
        <strong>{decision.nodeName}:</strong> {outcomeOf(decision, document)}
      </p>
      {choices.length > 0 && (
        <ul className={classes['choices']}>
          {choices.map((choice) => (
            <ChoiceRow key={choice.key} choice={choice} onShow={onShow} />
          ))}
        </ul>
      )}
    </div>
  );
}

const kindWords = { guard: 'Guard', edge: 'Edge', tool: 'Tool' } as const;
const kindIcons = { guard: IconFilter, edge: IconArrowNarrowRight, tool: IconFunction } as const;

function ChoiceRow({
  choice,
  onShow,
}: {
  choice: Choice;
  onShow: TurnInspectorProps['onShow'];
}): ReactElement {
  const { kind, label, functionName, edgeId, isChosen, why } = choice;
  const Kind = kindIcons[kind];
  return (
    <li className={classes['choice']} data-chosen={isChosen || undefined} data-kind={kind}>
      {isChosen ? <IconCheck size={14} aria-label="Taken" /> : <IconPoint size={14} aria-label="Not taken" />}
      <span className={classes['choiceText']}>
        <span className={classes['choiceName']}>
          <Kind size={13} aria-label={kindWords[kind]} />
          {edgeId === null ? (
            <span>{label}</span>
          ) : (
            <button
              type="button"
              className={classes['link']}
              title="Show this edge"
              onClick={() => {
                onShow('edge', edgeId);
              }}
            >
              {label}
            </button>
          )}
          {functionName !== null && <code>{functionName}</code>}
        </span>
        <span className={classes['why']}>{why}</span>
      </span>
    </li>
  );
}

function Variables({ turn }: { turn: TestTurn }): ReactElement {
  const { variables } = turn;
  if (variables.length === 0) return <p className={classes['note']}>Nothing has been found yet.</p>;
  return (
    <dl className={classes['variables']}>
      {variables.map(({ name, value, before, isChanged }) => (
        <div key={name} data-changed={isChanged || undefined}>
          <dt>{name}</dt>
          <dd>
            {isChanged && before !== undefined && <s>{valueText(before)}</s>}
            <span>{valueText(value)}</span>
            {isChanged && <em>{before === undefined ? 'new' : 'changed'}</em>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
