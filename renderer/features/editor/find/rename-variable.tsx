/** Gives a variable another name wherever it is named: its declaration, placeholders and guards. */
import { Button, Select, TextInput } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { wordChange } from '../prompt/minimal-change.ts';
import { textsOf, type TextChange } from '#shared/graph/edit-texts.ts';
import {
  renameChanges,
  renameRefusal,
  renameVariable,
  type RenamedVariable,
} from '#shared/graph/rename-variable.ts';
import { VariableScope } from '#shared/graph/variables.ts';
import { plural } from '../../../ui/plural.ts';
import { useDocument, useEditor } from '../editor-context.ts';
import { useFind } from './find-state.ts';
import { ownerName } from './found.ts';
import classes from './find.module.css';

const shownAtMost = 100;

export function RenameVariable(): ReactElement {
  const editor = useEditor();
  const document = useDocument();
  const asked = useFind((state) => state.asked);
  const [chosen, setChosen] = useState<string | null>(null);
  const [to, setTo] = useState('');
  const [done, setDone] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
  }, [asked]);
  const { options, variables } = useMemo(() => {
    const scope = new VariableScope(document);
    const all: RenamedVariable[] = [
      ...Object.keys(scope.testContext).map((name) => ({ source: 'test-value' as const, name })),
      ...[...scope.extracted.keys()].map((name) => ({ source: 'extracted' as const, name })),
    ];
    const keyed = new Map(all.map((each) => [`${each.source} ${each.name}`, each]));
    return {
      variables: keyed,
      options: [...keyed].map(([value, { source, name }]) => ({
        value,
        label: `${name} (${source === 'extracted' ? 'found in the call' : 'test value'})`,
      })),
    };
  }, [document]);
  const variable = chosen === null ? undefined : variables.get(chosen);
  const refusal = variable ? renameRefusal(document, variable, to.trim()) : null;
  const changes = useMemo(
    () => (variable && refusal === null ? renameChanges(document, variable, to.trim()) : []),
    [document, variable, refusal, to],
  );
  const isDeclared = variable?.source === 'test-value';
  return (
    <>
      <div className={classes['fields']}>
        <Select
          ref={field}
          aria-label="Variable"
          placeholder={options.length === 0 ? 'This agent has no variables' : 'Variable'}
          className={classes['field'] ?? ''}
          searchable
          disabled={options.length === 0}
          data={options}
          value={chosen}
          onChange={(value) => {
            setChosen(value);
            setDone('');
          }}
        />
        <TextInput
          aria-label="New name"
          placeholder="New name"
          className={classes['field'] ?? ''}
          classNames={{ input: classes['mono'] ?? '' }}
          spellCheck={false}
          value={to}
          error={variable !== undefined && to !== '' && refusal !== null}
          onChange={(event) => {
            setTo(event.currentTarget.value);
            setDone('');
          }}
        />
        <Button
          variant="default"
          disabled={variable === undefined || refusal !== null}
          onClick={() => {
            if (!variable) return;
            editor.edit((now) => renameVariable(now, variable, to.trim()));
            setDone(
              `“${variable.name}” is now “${to.trim()}”, in ${plural(changes.length, 'text')}. Undo takes it back.`,
            );
            setChosen(null);
            setTo('');
          }}
        >
          Rename
        </Button>
      </div>
      <p
        className={classes['summary']}
        role="status"
        data-problem={variable !== undefined && to !== '' && refusal !== null}
      >
        {done !== ''
          ? done
          : variable === undefined
            ? 'Renames a variable in its declaration, in every placeholder and in every guard.'
            : (refusal ??
              `${plural(changes.length, 'text')} will change${isDeclared ? ', and the name among the test values' : ''}.`)}
      </p>
      <ul className={classes['groups']} aria-label="Texts that change">
        {changes.slice(0, shownAtMost).map((change) => (
          <Change
            key={`${change.owner.kind} ${change.owner.id ?? ''} ${change.path.join('.')}`}
            change={change}
          />
        ))}
        {changes.length > shownAtMost && (
          <li className={classes['more']}>{`The first ${shownAtMost} of ${changes.length} are shown.`}</li>
        )}
      </ul>
    </>
  );
}

/** Characters shown around what changes. */
const aroundLength = 40;

function Change({ change: { owner, path, before, after } }: { change: TextChange }): ReactElement {
  const document = useDocument();
  const label = textsOf(document).find(
    (text) => text.owner.id === owner.id && text.path.join('.') === path.join('.'),
  )?.label;
  const changed = wordChange(before, after);
  const start = Math.max(0, (changed?.from ?? 0) - aroundLength);
  const end = (changed?.to ?? 0) + aroundLength;
  return (
    <li className={classes['row']}>
      <span className={classes['hit']}>
        <span className={classes['label']}>
          {ownerName(document, owner)}
          {label !== undefined && ` · ${label}`}
        </span>
        <span className={classes['excerpt']}>
          {start > 0 && '…'}
          {before.slice(start, changed?.from)}
          <mark data-replaced>{before.slice(changed?.from, changed?.to)}</mark>
          <ins>{changed?.insert}</ins>
          {before.slice(changed?.to, end)}
          {end < before.length && '…'}
        </span>
      </span>
    </li>
  );
}
