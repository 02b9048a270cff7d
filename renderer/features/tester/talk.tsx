/** The conversation, turn by turn. It follows the newest line until the person scrolls up. */
import { useLayoutEffect, useRef, type ReactElement } from 'react';
import { TranscriptLine } from '../call/conversation/transcript-line.tsx';
import lines from '../call/conversation/transcript.module.css';
import { inspectedTurn, isAnswering, shownCourse, streamingLine, type TestSession } from './test-session.ts';
import { selectTurn, useTestDoing } from './test-store.ts';
import { MayActContext, TurnBlock } from './turn-block.tsx';
import classes from './tester.module.css';

export interface TalkProps {
  workflowId: string;
  session: TestSession;
  /** The turn whose line is edited. */
  editing: number | null;
  onEdit: (turn: number | null) => void;
  onGoBack: (afterTurn: number | null, text?: string) => Promise<boolean>;
}

/** Within this many CSS pixels of the end counts as being at the end. */
const atEndPx = 40;

export function Talk({ workflowId, session, editing, onEdit, onGoBack }: TalkProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const { busy } = useTestDoing(workflowId);
  const { turns, runId } = shownCourse(session);
  const inspected = inspectedTurn(session);
  const streaming = streamingLine(session);
  const answering = isAnswering(session) && session.looked === null;
  const newest = turns.at(-1);

  useLayoutEffect(() => {
    isFollowing.current = true;
  }, [runId]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && isFollowing.current && editing === null) element.scrollTop = element.scrollHeight;
  }, [turns, streaming?.text, busy, answering, editing]);
  const { selectedTurn } = session;
  useLayoutEffect(() => {
    if (selectedTurn === null) return;
    isFollowing.current = false;
    scroller.current?.querySelector(`[data-turn="${selectedTurn}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selectedTurn]);

  return (
    <div
      ref={scroller}
      className={classes['scroller']}
      role="log"
      aria-label="Conversation"
      tabIndex={0}
      onScroll={({ currentTarget: element }) => {
        isFollowing.current = element.scrollHeight - element.scrollTop - element.clientHeight < atEndPx;
      }}
    >
      <MayActContext value={!answering && busy === null}>
        {turns.map((turn) => (
          <TurnBlock
            key={`${runId} ${turn.turn}`}
            turn={turn}
            isInspected={turn.turn === inspected?.turn}
            isNewest={turn === newest}
            isRunning={turn === newest && answering}
            isEditing={editing === turn.turn}
            onSelect={() => {
              selectTurn(workflowId, turn === newest ? null : turn.turn);
            }}
            onEdit={onEdit}
            onGoBack={onGoBack}
          />
        ))}
      </MayActContext>
      {streaming && (
        <div className={lines['lines']} data-streaming>
          <TranscriptLine item={streaming} isCurrent={false} />
        </div>
      )}
      {busy !== null && busy.line !== null && (
        <div className={classes['pending']} aria-hidden>
          {busy.line}
        </div>
      )}
      {answering && !streaming && (
        <p className={classes['thinking']} role="status">
          {session.state.phase === 'settling' ? 'Looking for values…' : 'Answering…'}
        </p>
      )}
    </div>
  );
}
