/** The box to add a step or find one, by typing: at the pointer, beside the selected node or in the middle. */
import { Paper, Portal } from '@mantine/core';
import { IconCopy, IconNote, IconSearch } from '@tabler/icons-react';
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { nodeKinds } from '../../../canvas/node-kinds.ts';
import { commandKeys } from '../../../ui/command-keys.ts';
import { useEditor } from '../editor-context.ts';
import { documentOf } from '../canvas-edits.ts';
import { closeBox, useSurface, type BoxPurpose, type BoxState } from '../surface.ts';
import { boxEntries, type BoxEntry } from './entries.ts';
import { actOn, boxPlace } from './act.ts';
import classes from './add-box.module.css';

export function AddBox(): ReactElement | null {
  const box = useSurface((surface) => surface.box);
  return box === null ? null : <OpenBox key={JSON.stringify(box.purpose)} box={box} />;
}

const titles: Record<BoxPurpose['kind'], string> = {
  add: 'Add or find a step',
  connect: 'Lead to a step',
  reroute: 'Lead the edge elsewhere',
};

const widthPx = 340;
const heightPx = 380;

function OpenBox({ box }: { box: BoxState }): ReactElement {
  const editor = useEditor();
  const flow = useReactFlow();
  const flowStore = useStoreApi();
  const [query, setQuery] = useState(box.text);
  const panel = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const entries = boxEntries(documentOf(editor), box.purpose, query);
  const [moved, setAt] = useState<number | null>(null);
  // Enter does something at once: what cannot be chosen is not where one begins.
  const at =
    moved ??
    Math.max(
      0,
      entries.findIndex(({ refusal }) => refusal === null),
    );
  const canvas = (): HTMLElement | null =>
    flowStore.getState().domNode?.closest<HTMLElement>('.react-flow') ?? null;
  const [corner] = useState(() => cornerOf(boxPlace(editor, flow, canvas(), box).window));
  const close = (): void => {
    closeBox();
    canvas()?.focus({ preventScroll: true });
  };
  const choose = (entry: BoxEntry | undefined, isLed: boolean): void => {
    if (!entry || entry.refusal !== null) return;
    const place = boxPlace(editor, flow, canvas(), box).canvas;
    close();
    actOn(editor, flow, box.purpose, entry.act, place, isLed);
  };
  useEffect(() => {
    const press = (event: PointerEvent): void => {
      if (event.target instanceof Node && !panel.current?.contains(event.target)) closeBox();
    };
    window.addEventListener('pointerdown', press, true);
    return () => {
      window.removeEventListener('pointerdown', press, true);
    };
  }, []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const press = (event: KeyboardEvent): void => {
    const last = entries.length - 1;
    const steps: Partial<Record<string, () => void>> = {
      ArrowDown: () => {
        setAt(at >= last ? 0 : at + 1);
      },
      ArrowUp: () => {
        setAt(at <= 0 ? last : at - 1);
      },
      Escape: close,
      Tab: close,
      Enter: () => {
        choose(entries[at], event.ctrlKey || event.metaKey);
      },
    };
    const step = steps[event.key];
    event.stopPropagation();
    if (!step || event.nativeEvent.isComposing) return;
    event.preventDefault();
    step();
  };
  const canLead = box.purpose.kind === 'add' && box.purpose.from !== null;
  return (
    <Portal>
      <Paper
        ref={panel}
        role="dialog"
        aria-label={titles[box.purpose.kind]}
        className={classes['box'] ?? ''}
        style={{ left: corner.x, top: corner.y, width: widthPx, maxHeight: heightPx }}
        onKeyDown={press}
      >
        <label className={classes['search']}>
          <IconSearch size={15} aria-hidden />
          <input
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls="add-box-list"
            aria-activedescendant={entries[at] === undefined ? undefined : `add-box-${at}`}
            aria-label={titles[box.purpose.kind]}
            placeholder={`${titles[box.purpose.kind]}…`}
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value);
              setAt(null);
            }}
          />
        </label>
        <ul ref={list} id="add-box-list" role="listbox" aria-label="Choices" className={classes['list']}>
          {entries.map((entry, index) => (
            <Row
              key={entry.id}
              entry={entry}
              index={index}
              isFirst={entry.group !== entries[index - 1]?.group}
              isAt={index === at}
              onAt={setAt}
              onChoose={choose}
            />
          ))}
          {entries.length === 0 && <li className={classes['empty']}>Nothing is called “{query}”.</li>}
        </ul>
        <p className={classes['foot']}>
          <span>
            <kbd>↑↓</kbd> choose
          </span>
          <span>
            <kbd>Enter</kbd> {box.purpose.kind === 'add' ? 'add or go' : 'lead there'}
          </span>
          {canLead && (
            <span>
              <kbd>{commandKeys('Enter')}</kbd> lead to it
            </span>
          )}
        </p>
      </Paper>
    </Portal>
  );
}

/** The box stays in the window. */
function cornerOf({ x, y }: { x: number; y: number }): { x: number; y: number } {
  return {
    x: Math.max(8, Math.min(x, window.innerWidth - widthPx - 8)),
    y: Math.max(8, Math.min(y, window.innerHeight - heightPx - 8)),
  };
}

function Row({
  entry,
  index,
  isFirst,
  isAt,
  onAt,
  onChoose,
}: {
  entry: BoxEntry;
  index: number;
  isFirst: boolean;
  isAt: boolean;
  onAt: (index: number) => void;
  onChoose: (entry: BoxEntry, isLed: boolean) => void;
}): ReactElement {
  const kind = entry.type === null ? null : nodeKinds[entry.type];
  const Icon = entry.act.kind === 'copy' ? IconCopy : (kind?.icon ?? IconNote);
  return (
    <>
      {isFirst && (
        <li role="presentation" className={classes['group']}>
          {entry.group}
        </li>
      )}
      <li
        id={`add-box-${index}`}
        role="option"
        aria-selected={isAt}
        aria-disabled={entry.refusal !== null}
        className={classes['row']}
        onPointerMove={() => {
          if (!isAt) onAt(index);
        }}
        onClick={(event) => {
          onChoose(entry, event.ctrlKey || event.metaKey);
        }}
      >
        <Icon
          size={16}
          stroke={1.8}
          aria-hidden
          style={{ color: `var(--parley-${kind?.meaning ?? 'tool'})` }}
        />
        <span className={classes['label']}>{entry.label}</span>
        <span className={classes['hint']}>{entry.refusal ?? entry.hint}</span>
      </li>
    </>
  );
}
