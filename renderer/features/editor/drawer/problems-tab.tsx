import { Button, CopyButton, SegmentedControl, Select } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState, type KeyboardEvent, type ReactElement } from 'react';
import { fixAll, fixesFor } from '#shared/graph/fixes/index.ts';
import { plural } from '../../../ui/plural.ts';
import { documentOf } from '../canvas-edits.ts';
import { useEditor } from '../editor-context.ts';
import { createJudge } from '../use-problems.ts';
import { ProblemRow, type ListedProblem, type Severity } from './problem-row.tsx';
import type { DrawerTab, DrawerTabProps } from './tab.ts';
import classes from './problems-tab.module.css';

/** Everything wrong with the agent; a click leads to it. */
export const problemsTab: DrawerTab = {
  id: 'problems',
  title: 'Problems',
  count: ({ problems, hints }) => problems.length + hints.length,
  Content: ProblemsTab,
};

/** More rows than these help nobody, and cost time at each keystroke. */
const shownRows = 200;

function ProblemsTab({ findings, onShow }: DrawerTabProps): ReactElement {
  const editor = useEditor();
  const [severity, setSeverity] = useState<Severity | 'all'>('all');
  const [rule, setRule] = useState<string | null>(null);
  const { problems, hints, silenced } = findings;
  const all: ListedProblem[] = [
    ...problems.map((problem): ListedProblem => ({ problem, severity: 'problem' })),
    ...hints.map((problem): ListedProblem => ({ problem, severity: 'hint' })),
    ...silenced.map((problem): ListedProblem => ({ problem, severity: 'silenced' })),
  ];
  const ofSeverity = all.filter((each) =>
    severity === 'all' ? each.severity !== 'silenced' : each.severity === severity,
  );
  const rules = [...new Set(ofSeverity.map(({ problem }) => problem.rule))];
  const chosen = rule !== null && rules.includes(rule) ? rule : null;
  const listed = ofSeverity.filter(({ problem }) => chosen === null || problem.rule === chosen);
  const mendable =
    chosen !== null &&
    severity !== 'silenced' &&
    listed.some(({ problem }) => fixesFor(problem, documentOf(editor)).length > 0);
  const mendAll = (): void => {
    const judge = createJudge();
    editor.edit((now) =>
      fixAll(
        listed.map(({ problem }) => problem),
        now,
        (document) => {
          const found = judge(document);
          return [...found.problems, ...found.hints];
        },
      ),
    );
  };
  return (
    <>
      <div className={classes['bar']}>
        <SegmentedControl
          size="xs"
          aria-label="Which to show"
          value={severity}
          onChange={(value) => {
            setSeverity(value);
          }}
          data={[
            { value: 'all', label: 'All' },
            { value: 'problem', label: `Problems ${problems.length}` },
            { value: 'hint', label: `Hints ${hints.length}` },
            { value: 'silenced', label: `Silenced ${silenced.length}` },
          ]}
        />
        <Select
          size="xs"
          aria-label="Rule"
          placeholder="Every rule"
          clearable
          data={rules}
          value={chosen}
          onChange={setRule}
        />
        {mendable && (
          <Button size="xs" variant="default" onClick={mendAll}>
            Fix all of this kind
          </Button>
        )}
        {listed.length > 0 && (
          <CopyButton value={listed.map(asText).join('\n')}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="subtle"
                color="muted"
                className={classes['copy'] ?? ''}
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy as text'}
              </Button>
            )}
          </CopyButton>
        )}
      </div>
      {listed.length === 0 ? (
        <p className={classes['fine']}>
          <IconCircleCheck size={16} aria-hidden />
          {all.length === silenced.length && severity === 'all'
            ? 'Nothing is wrong with this agent.'
            : 'Nothing of this kind.'}
        </p>
      ) : (
        <ul className={classes['list']} onKeyDown={stepThrough}>
          {listed.slice(0, shownRows).map((each, index) => (
            <ProblemRow key={index} listed={each} onShow={onShow} />
          ))}
        </ul>
      )}
      {listed.length > shownRows && (
        <p className={classes['fine']}>
          And {plural(listed.length - shownRows, 'more')}, shown when these are mended.
        </p>
      )}
    </>
  );
}

function asText({ problem, severity }: ListedProblem): string {
  const place = [problem.kind, problem.id, problem.field].filter((part) => part !== null).join(' ');
  return `${severity} ${problem.rule}, ${place}: ${problem.message}`;
}

/** Up and down go from row to row. */
function stepThrough(event: KeyboardEvent<HTMLUListElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.target instanceof Element)) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('li > button')];
  const own = event.target.closest('li')?.querySelector<HTMLElement>(':scope > button');
  const next = own ? rows[rows.indexOf(own) + step] : rows[0];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
