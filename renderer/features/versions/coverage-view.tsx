/** What runs that acted like the draft have come by: the sum, and what none has. */
import { Button, Switch } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconMessages } from '@tabler/icons-react';
import { useReactFlow } from '@xyflow/react';
import { useMemo, type ReactElement } from 'react';
import { setPanelOpen, usePanelOpen } from '../../stores/layout.ts';
import { plural } from '../../ui/plural.ts';
import { keysOf } from '../editor/actions/chords.ts';
import { showDrawer } from '../editor/drawer/tab.ts';
import { useDocument, useEditor } from '../editor/editor-context.ts';
import { reveal } from '../editor/reveal.ts';
import { coveragePanel } from './coverage-panel.ts';
import { coverageSummary, coverageWords, type Missed } from './coverage-summary.ts';
import { useCoverage } from './use-versions.ts';
import { draftSide } from './versions-store.ts';
import classes from './versions.module.css';

export function CoverageView({
  workflowId,
  isEmpty,
}: {
  workflowId: string;
  /** Nothing was published or run yet. */
  isEmpty: boolean;
}): ReactElement {
  const document = useDocument();
  const editor = useEditor();
  const flow = useReactFlow();
  const isPainted = usePanelOpen(coveragePanel, false);
  const coverage = useCoverage(workflowId, draftSide, true);
  const summary = useMemo(() => coverage && coverageSummary(document, coverage), [document, coverage]);
  const show = ({ kind, id }: Missed): void => {
    const edge = document.edges.find((each) => kind === 'edge' && each.id === id);
    editor.select(edge ? { nodeIds: [], edgeIds: [id] } : { nodeIds: [id], edgeIds: [] });
    reveal(editor, flow, edge ? [edge.source, edge.target] : [id]);
  };
  return (
    <section className={classes['changes']} aria-label="Coverage">
      <div className={classes['head']}>
        <b>Coverage of the draft</b>
        {summary !== null && summary.runCount > 0 && (
          <span className={classes['muted']} role="status">
            {coverageWords(summary)}
          </span>
        )}
        <span className={classes['headRight']}>
          <Switch
            label="On the canvas"
            title={`Paint how often runs came by (${keysOf('alt+C')})`}
            checked={isPainted}
            onChange={({ currentTarget }) => {
              setPanelOpen(coveragePanel, currentTarget.checked);
            }}
          />
        </span>
      </div>
      {isEmpty && (
        <p className={classes['hint']}>
          Publishing keeps the draft as a version with a number, and makes it what is dialled. Every version
          stays here: look at it, compare it, restore it.
        </p>
      )}
      {summary !== null && summary.runCount === 0 && (
        <p className={classes['hint']}>
          No run has acted like the draft yet: its counts begin anew with every change of what it does.
          <Button
            variant="default"
            leftSection={<IconMessages size={14} />}
            onClick={() => {
              showDrawer('tester');
            }}
          >
            Try it in text
          </Button>
        </p>
      )}
      {summary !== null && summary.runCount > 0 && summary.missed.length === 0 && (
        <p className={classes['hint']}>
          <IconCircleCheck size={14} aria-hidden /> Runs have come by every node and every edge.
        </p>
      )}
      {summary !== null && summary.runCount > 0 && summary.missed.length > 0 && (
        <>
          <p className={classes['hint']}>{plural(summary.missed.length, 'place')} that no run came by:</p>
          <ul className={classes['list']}>
            {summary.missed.map((missed) => (
              <li key={`${missed.kind} ${missed.id}`} className={classes['missed']}>
                <button
                  type="button"
                  className={classes['changeName']}
                  onClick={() => {
                    show(missed);
                  }}
                >
                  <IconCircleDashed size={14} aria-hidden />
                  <span className={classes['muted']}>{missed.kind === 'node' ? 'Node' : 'Edge'}</span>
                  <span className={classes['name']}>{missed.name}</span>
                </button>
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => {
                    show(missed);
                    showDrawer('tester');
                  }}
                >
                  Try it
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
