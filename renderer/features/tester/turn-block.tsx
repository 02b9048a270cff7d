/** One turn of the talk, with what can be done from it. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconPencil, IconRefresh } from '@tabler/icons-react';
import { createContext, memo, useContext, useState, type ReactElement } from 'react';
import { keysOf } from '../editor/actions/chords.ts';
import { spanText } from '../call/conversation/spoken-time.ts';
import { TranscriptLine } from '../call/conversation/transcript-line.tsx';
import lines from '../call/conversation/transcript.module.css';
import { LineEditor } from './line-editor.tsx';
import type { TestTurn } from './turns.ts';
import classes from './tester.module.css';

/** May anything be gone back to now? A context, so that a change of it renders only what can be pressed. */
export const MayActContext = createContext(true);

export interface TurnBlockProps {
  turn: TestTurn;
  isInspected: boolean;
  isNewest: boolean;
  isRunning: boolean;
  isEditing: boolean;
  onSelect: () => void;
  onEdit: (turn: number | null) => void;
  /** Null: from the very beginning. */
  onGoBack: (afterTurn: number | null, text?: string) => Promise<boolean>;
}

export const TurnBlock = memo(
  function TurnBlock(props: TurnBlockProps): ReactElement {
    const { turn, isInspected, isNewest, isRunning, isEditing, onSelect, onEdit, onGoBack } = props;
    const { line } = turn;
    const before = turn.turn === 0 ? null : turn.turn - 1;
    const [isPointedAt, setPointedAt] = useState(false);
    const isMissing = !turn.hasAnswer && !turn.isEnd && !isRunning;
    return (
      <section
        className={classes['turn']}
        data-turn={turn.turn}
        data-inspected={isInspected || undefined}
        aria-label={turn.turn === 0 ? 'Opening' : `Turn ${turn.turn}`}
        aria-current={isInspected || undefined}
        onClick={onSelect}
        onPointerEnter={() => {
          setPointedAt(true);
        }}
        onPointerLeave={() => {
          setPointedAt(false);
        }}
      >
        <header className={classes['turnHead']}>
          <span className={classes['turnName']}>{turn.turn === 0 ? 'Opening' : `Turn ${turn.turn}`}</span>
          {turn.firstWordsMs !== null && (
            <span className={classes['figure']} title="From the line to the model’s first words">
              {spanText(turn.firstWordsMs)}
            </span>
          )}
          {turn.tokens !== null && (
            <span className={classes['figure']} title="Tokens sent and answered in this turn">
              {turn.tokens.prompt + turn.tokens.completion} tokens
            </span>
          )}
          {(isInspected || isPointedAt) && <TurnActions {...props} before={before} />}
        </header>
        <div className={lines['lines']} data-turn-lines>
          {turn.items.map((item) =>
            isEditing && item.kind === 'line' && item.party === 'caller' ? (
              <LineEditor
                key={item.key}
                text={item.text}
                onSay={async (text) => {
                  if (await onGoBack(before, text)) onEdit(null);
                }}
                onCancel={() => {
                  onEdit(null);
                }}
              />
            ) : (
              <TranscriptLine key={item.key} item={item} isCurrent={false} />
            ),
          )}
          {(isMissing || ((turn.isStopped || (turn.error !== null && isNewest)) && !isRunning)) && (
            <div className={classes['again']}>
              <span>{turn.isStopped || isMissing ? 'The answer was stopped.' : 'The answer failed.'}</span>
              <TryAgain onPress={() => void onGoBack(before, line ?? undefined)} />
            </div>
          )}
        </div>
      </section>
    );
  },
  (a, b) =>
    a.turn === b.turn &&
    a.isInspected === b.isInspected &&
    a.isNewest === b.isNewest &&
    a.isRunning === b.isRunning &&
    a.isEditing === b.isEditing,
);

function TryAgain({ onPress }: { onPress: () => void }): ReactElement {
  const mayAct = useContext(MayActContext);
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={<IconRefresh size={12} />}
      disabled={!mayAct}
      onClick={(event) => {
        event.stopPropagation();
        onPress();
      }}
    >
      Try again
    </Button>
  );
}

function TurnActions({
  turn,
  before,
  isNewest,
  onEdit,
  onGoBack,
}: TurnBlockProps & { before: number | null }): ReactElement {
  const { line } = turn;
  const mayAct = useContext(MayActContext);
  const name = turn.turn === 0 ? 'the opening' : `turn ${turn.turn}`;
  return (
    <span
      className={classes['actions']}
      onClick={(event) => {
        event.stopPropagation();
      }}
    >
      {line !== null && (
        <Tooltip label={`Say something else here (${keysOf('alt+Enter')})`}>
          <ActionIcon
            size={22}
            aria-label={`Edit the line of ${name}`}
            disabled={!mayAct}
            onClick={() => {
              onEdit(turn.turn);
            }}
          >
            <IconPencil size={14} />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label={line === null ? 'Start over' : 'Say the same again'}>
        <ActionIcon
          size={22}
          aria-label={line === null ? 'Start over' : `Try ${name} again`}
          disabled={!mayAct}
          onClick={() => void onGoBack(before, line ?? undefined)}
        >
          <IconRefresh size={14} />
        </ActionIcon>
      </Tooltip>
      {!isNewest && (
        <Tooltip
          label={`Go back to the end of this turn (${keysOf('alt+Backspace')}); the later ones stay as a branch`}
        >
          <ActionIcon
            size={22}
            aria-label={`Go back to the end of ${name}`}
            disabled={!mayAct}
            onClick={() => void onGoBack(turn.turn)}
          >
            <IconArrowBackUp size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
}
