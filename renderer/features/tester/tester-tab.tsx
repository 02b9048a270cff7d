/** The text tester: a talk in writing with the draft, turn by turn, beside the canvas that follows it. */
import { Loader } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { usePanelSize } from '../../stores/layout.ts';
import { Resizer } from '../../ui/resizer.tsx';
import { useStableCallback } from '../../ui/use-stable-callback.ts';
import { toggleDrawer, type DrawerTab, type DrawerTabProps } from '../editor/drawer/tab.ts';
import { useDocument, useEditor } from '../editor/editor-context.ts';
import { Composer } from './composer.tsx';
import { StartPanel } from './start-panel.tsx';
import { Talk } from './talk.tsx';
import {
  findTest,
  openTest,
  rewindTo,
  sayLine,
  stepTurn,
  stopAnswer,
  useTest,
  type Draft,
} from './test-store.ts';
import { inspectedTurn, isAnswering, shownCourse, type TestSession } from './test-session.ts';
import { TesterBar } from './tester-bar.tsx';
import { TurnInspector } from './turn-inspector.tsx';
import classes from './tester.module.css';

export const testerTab: DrawerTab = { id: 'tester', title: 'Text tester', heightPx: 380, Content: TesterTab };

const inspectorLimits = { minPx: 220, maxPx: 640, defaultPx: 360 };

function TesterTab({ workflowId, findings, onShow }: DrawerTabProps): ReactElement {
  const session = useTest(workflowId);
  const editor = useEditor();
  const [isLooking, setLooking] = useState(session === null);
  useEffect(() => {
    let isGone = false;
    void findTest(workflowId).finally(() => {
      if (!isGone) setLooking(false);
    });
    return () => {
      isGone = true;
    };
  }, [workflowId]);
  const draft = useMemo<Draft>(
    () => ({
      get document() {
        return editor.store.getState().history.present.document;
      },
      flush: editor.flush,
    }),
    [editor],
  );
  if (session) return <OpenTest workflowId={workflowId} session={session} draft={draft} />;
  if (isLooking)
    return (
      <div className={classes['opening']} aria-busy>
        <Loader size={18} color="muted" aria-label="Looking for a test" />
      </div>
    );
  return (
    <StartPanel
      workflowId={workflowId}
      problems={findings.problems}
      onShowProblem={onShow}
      onStart={() => void openTest(workflowId, draft)}
    />
  );
}

function OpenTest({
  workflowId,
  session,
  draft,
}: {
  workflowId: string;
  session: TestSession;
  draft: Draft;
}): ReactElement {
  const document = useDocument();
  const editor = useEditor();
  const [inspectorPx, resize] = usePanelSize('tester-inspector', inspectorLimits);
  const [edited, setEdited] = useState<{ runId: string; turn: number } | null>(null);
  const { turns, runId } = shownCourse(session);
  const inspected = inspectedTurn(session);
  // Of another branch there is nothing left to edit.
  const editing = edited?.runId === runId ? edited.turn : null;
  const box = useRef<HTMLInputElement>(null);
  const setEditing = (turn: number | null): void => {
    setEdited(turn === null ? null : { runId, turn });
    if (turn === null) box.current?.focus();
  };

  const step = useStableCallback((by: -1 | 1) => {
    stepTurn(workflowId, by);
  });
  const show = useStableCallback((kind: 'node' | 'edge', id: string) => {
    editor.select(kind === 'node' ? { nodeIds: [id], edgeIds: [] } : { nodeIds: [], edgeIds: [id] });
  });
  const say = (text: string): Promise<boolean> => sayLine(workflowId, draft, text);
  const goBack = (afterTurn: number | null, text?: string): Promise<boolean> =>
    rewindTo(workflowId, draft, afterTurn, text);
  /** To the end of the turn that is looked at; the newest itself is taken back. */
  const takeBack = (): void => {
    const newest = turns.at(-1);
    if (!inspected || !newest) return;
    if (inspected !== newest) void goBack(inspected.turn);
    else if (newest.turn > 0) void goBack(newest.turn - 1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, altKey } = event;
    if (altKey && (key === 'ArrowUp' || key === 'ArrowDown'))
      stepTurn(workflowId, key === 'ArrowUp' ? -1 : 1);
    else if (altKey && key === 'Backspace') takeBack();
    else if (altKey && key === 'Enter' && inspected) setEditing(inspected.turn);
    else if (altKey && key.toLowerCase() === 't') toggleDrawer('tester');
    else if (key === 'Escape' && isAnswering(session)) void stopAnswer(workflowId);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={classes['tester']} onKeyDown={onKeyDown}>
      <TesterBar workflowId={workflowId} session={session} draft={draft} />
      <div className={classes['columns']}>
        <div className={classes['talk']}>
          <Talk
            workflowId={workflowId}
            session={session}
            editing={editing}
            onEdit={setEditing}
            onGoBack={goBack}
          />
          <Composer
            workflowId={workflowId}
            session={session}
            document={document}
            box={box}
            onSay={say}
            onEditLast={() => {
              const last = turns.findLast(({ line }) => line !== null);
              if (last) setEditing(last.turn);
            }}
            onGoOn={() => void openTest(workflowId, draft, { run_id: session.state.run_id })}
            onStart={() => void openTest(workflowId, draft)}
          />
        </div>
        <aside className={classes['inspector']} style={{ width: inspectorPx }} aria-label="Turn">
          <Resizer
            label="Width of the turn"
            edge="left"
            sizePx={inspectorPx}
            limits={inspectorLimits}
            onResize={resize}
          />
          <TurnInspector
            turn={inspected}
            document={document}
            isRehearsal={session.state.is_rehearsal}
            onStep={step}
            onShow={show}
          />
        </aside>
      </div>
    </div>
  );
}
