/** Find and replace over all texts of the agent, and renaming of variables. */
import { Button, SegmentedControl, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconLetterCase, IconLetterW, IconRegex } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { changeTexts } from '#shared/graph/edit-texts.ts';
import type { TextQuery } from '#shared/graph/find-texts.ts';
import type { DrawerTab, DrawerTabProps } from '../drawer/tab.ts';
import { useDocument, useEditor } from '../editor-context.ts';
import { FoundList } from './found-list.tsx';
import { useFind, type FindMode } from './find-state.ts';
import { changesOf, groupHits, placesText, type FoundHit } from './found.ts';
import { RenameVariable } from './rename-variable.tsx';
import { showHit } from './show-hit.ts';
import { hitLimit, useFound } from './use-found.ts';
import classes from './find.module.css';

export const findTab: DrawerTab = { id: 'find', title: 'Find', heightPx: 300, Content: FindTab };

function FindTab(props: DrawerTabProps): ReactElement {
  const mode = useFind((state) => state.mode);
  return (
    <div className={classes['find']}>
      <SegmentedControl
        aria-label="What to find"
        className={classes['mode'] ?? ''}
        data={
          [
            { value: 'texts', label: 'Texts' },
            { value: 'variable', label: 'Variable' },
          ] satisfies { value: FindMode; label: string }[]
        }
        value={mode}
        onChange={(chosen) => {
          useFind.setState({ mode: chosen === 'variable' ? 'variable' : 'texts' });
        }}
      />
      {mode === 'texts' ? <FindTexts {...props} /> : <RenameVariable />}
    </div>
  );
}

const switches = [
  { key: 'matchCase', label: 'Match case', icon: IconLetterCase },
  { key: 'wholeWord', label: 'Whole words', icon: IconLetterW },
  { key: 'isRegex', label: 'Regular expression', icon: IconRegex },
] as const;

function FindTexts({ onShow }: DrawerTabProps): ReactElement {
  const editor = useEditor();
  const document = useDocument();
  const { query, replacement, asked } = useFind();
  const { texts, hits, isCut, problem } = useFound();
  const [current, setCurrent] = useState(-1);
  const [done, setDone] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [asked]);
  const groups = useMemo(() => groupHits(document, texts, hits), [document, texts, hits]);
  const all = groups.flatMap((group) => group.hits);
  const setQuery = (change: Partial<TextQuery>): void => {
    setCurrent(-1);
    setDone('');
    useFind.setState({ query: { ...query, ...change } });
  };
  const show = (found: FoundHit, keepsFocus: boolean): void => {
    setCurrent(found.index);
    showHit(found, onShow, keepsFocus);
  };
  const step = (by: 1 | -1): void => {
    const next = all[(Math.max(current, by === 1 ? -1 : 0) + by + all.length) % all.length];
    if (next) show(next, true);
  };
  const replace = (chosen: readonly FoundHit[]): void => {
    const changes = changesOf(
      texts,
      chosen.map(({ hit }) => hit),
    );
    editor.edit((now) => changeTexts(now, changes));
    setDone(`Replaced ${placesText(chosen.length, changes.length)}. Undo takes it back.`);
  };
  const textCount = new Set(hits.map(({ text }) => text)).size;
  const summary =
    problem ??
    (query.find === ''
      ? 'Names, prompts, greetings, conditions, examples, what is said, tools and notes.'
      : hits.length === 0
        ? 'Not in any text of this agent.'
        : `${current < 0 ? '' : `${current + 1} of `}${isCut ? 'more than ' : ''}${placesText(hits.length, textCount)}`);
  return (
    <>
      <div className={classes['fields']} role="search">
        <TextInput
          ref={field}
          aria-label="Find"
          placeholder="Find"
          className={classes['field'] ?? ''}
          classNames={{ input: classes['mono'] ?? '' }}
          spellCheck={false}
          value={query.find}
          error={problem !== null && query.isRegex}
          rightSectionWidth={84}
          rightSection={
            <span className={classes['switches']}>
              {switches.map(({ key, label, icon: Icon }) => (
                <Tooltip key={key} label={label}>
                  <UnstyledButton
                    aria-label={label}
                    aria-pressed={query[key]}
                    className={classes['switch'] ?? ''}
                    onClick={() => {
                      setQuery({ [key]: !query[key] });
                    }}
                  >
                    <Icon size={15} />
                  </UnstyledButton>
                </Tooltip>
              ))}
            </span>
          }
          onChange={(event) => {
            setQuery({ find: event.currentTarget.value });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
          }}
        />
        <TextInput
          aria-label="Replace with"
          placeholder={query.isRegex ? 'Replace with; $1 is the first group' : 'Replace with'}
          className={classes['field'] ?? ''}
          classNames={{ input: classes['mono'] ?? '' }}
          spellCheck={false}
          value={replacement}
          onChange={(event) => {
            setDone('');
            useFind.setState({ replacement: event.currentTarget.value });
          }}
        />
        <Button
          variant="default"
          disabled={hits.length === 0}
          onClick={() => {
            replace(all);
          }}
        >
          {isCut
            ? `Replace the first ${hitLimit}`
            : `Replace all${hits.length === 0 ? '' : ` ${hits.length}`}`}
        </Button>
      </div>
      <p className={classes['summary']} role="status" data-problem={problem !== null}>
        {done === '' ? summary : done}
      </p>
      <FoundList
        groups={groups}
        current={current}
        isReplacing={replacement !== ''}
        onShow={(found) => {
          show(found, false);
        }}
        onReplace={(found) => {
          replace([found]);
        }}
      />
    </>
  );
}
