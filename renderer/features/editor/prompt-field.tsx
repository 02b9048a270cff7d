/** A text in which `{{ }}` stands for values of the call: highlighted, completed, checked and counted. */
import { ActionIcon, Input, Tooltip } from '@mantine/core';
import { IconArrowsDiagonal, IconBraces } from '@tabler/icons-react';
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState, type ReactElement } from 'react';
import { VariableScope, type VariableFinding } from '#shared/graph/variables.ts';
import { maxPromptLength } from '#shared/nodes/common-fields.ts';
import { followRecordings, useRecordings } from '../../stores/recordings.ts';
import { keysOf } from './actions/chords.ts';
import { useDocument, useEditor } from './editor-context.ts';
import { FieldLabel } from './fields/field-label.tsx';
import { insertValue } from './prompt/completion.ts';
import { Findings } from './prompt/findings.tsx';
import type { Knowledge } from './prompt/knowledge.ts';
import { LargePrompt } from './prompt/large-prompt.tsx';
import { offerField } from './prompt/open-fields.ts';
import { PromptBox } from './prompt/prompt-box.tsx';
import type { PromptView } from './prompt/prompt-view.ts';
import { ownerOf, sentText } from './prompt/text-around.ts';
import { TokenLine } from './prompt/token-line.tsx';
import classes from './prompt/prompt.module.css';

export interface PromptFieldProps {
  label: string;
  /** What the field does, as the label's tooltip. */
  help?: string;
  value: string;
  onChange: (value: string) => void;
  problem?: string | undefined;
  description?: string;
  placeholder?: string;
  minRows?: number;
  isRequired?: boolean;
}

const maxRows = 18;
const findingLimit = 20;

export function PromptField(props: PromptFieldProps): ReactElement {
  const {
    label,
    help,
    value,
    onChange,
    problem,
    description,
    placeholder = '',
    minRows = 3,
    isRequired,
  } = props;
  const id = useId();
  const knowledge = useKnowledge();
  const calmValue = useDeferredValue(value);
  const view = useRef<PromptView | null>(null);
  const [isLarge, setLarge] = useState(false);
  const findings = useMemo(
    () => knowledge.scope.check(calmValue.slice(0, maxPromptLength), knowledge.owner, findingLimit),
    [knowledge, calmValue],
  );
  useEffect(
    () =>
      offerField({
        has: (element) => view.current?.view.dom.contains(element) === true,
        isLarge,
        setLarge,
        text: () => view.current?.view.state.doc.toString() ?? '',
        select: (from, to) => view.current?.select(from, to),
      }),
    [isLarge],
  );
  // A problem of the whole field says it already.
  const shown = problem === undefined ? findings : findings.filter(({ rule }) => !errors.has(rule));
  const replace = ({ from, to, path }: VariableFinding, by: string): void => {
    const found = value.slice(from, to);
    if (path !== null) onChange(value.slice(0, from) + found.replace(path, () => by) + value.slice(to));
  };
  const under = <Underneath value={calmValue} knowledge={knowledge} findings={shown} onReplace={replace} />;
  const enlarge = (): void => {
    setLarge(true);
  };
  return (
    <div className={classes['field']}>
      <Input.Wrapper
        id={id}
        label={help === undefined ? label : <FieldLabel label={label} help={help} />}
        labelElement="div"
        labelProps={{
          id: `${id}-label`,
          className: classes['label'] ?? '',
          onClick: () => view.current?.view.focus(),
        }}
        required={isRequired === true}
        description={description}
        error={problem}
        size="xs"
        errorProps={{ mt: 4 }}
      >
        <PromptBox
          value={value}
          onChange={onChange}
          knowledge={knowledge}
          rows={{ min: minRows, max: Math.max(minRows, maxRows) }}
          placeholder={placeholder}
          attributes={{
            'aria-labelledby': `${id}-label`,
            ...describedBy(id, description, problem),
            ...(isRequired === true ? { 'aria-required': 'true' } : {}),
            ...(problem === undefined ? {} : { 'aria-invalid': 'true' }),
          }}
          isInvalid={problem !== undefined}
          onEscape={null}
          onSize={null}
          onView={(made) => {
            view.current = made;
          }}
        />
      </Input.Wrapper>
      <div className={classes['buttons']}>
        <Tooltip label="Insert a value">
          <ActionIcon
            size={22}
            aria-label={`Insert a value into ${label}`}
            onClick={() => {
              if (view.current) insertValue(view.current.view);
            }}
          >
            <IconBraces size={14} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`Edit in large (${keysOf('mod+E')})`}>
          <ActionIcon size={22} aria-label={`Edit ${label} in large`} onClick={enlarge}>
            <IconArrowsDiagonal size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
      {under}
      {isLarge && (
        <LargePrompt
          label={label}
          value={value}
          onChange={onChange}
          knowledge={knowledge}
          placeholder={placeholder}
          problem={problem}
          description={description}
          onClose={() => {
            setLarge(false);
            view.current?.view.focus();
          }}
        >
          {under}
        </LargePrompt>
      )}
    </div>
  );
}

const errors: ReadonlySet<string> = new Set(['malformed-placeholder', 'unknown-time-zone']);

function describedBy(id: string, description?: string, problem?: string): Record<string, string> {
  const ids = [
    ...(description === undefined ? [] : [`${id}-description`]),
    ...(problem === undefined ? [] : [`${id}-error`]),
  ];
  return ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') };
}

/** What there is to know of the agent; it follows the document when the keystroke has been shown. */
function useKnowledge(): Knowledge {
  const editor = useEditor();
  // The form is of what was selected when it was opened.
  const [owner] = useState(() => ownerOf(editor.store.getState().selection));
  const document = useDeferredValue(useDocument());
  const recordings = useRecordings((state) => state.recordings);
  useEffect(followRecordings, []);
  return useMemo(
    () => ({
      scope: new VariableScope(document),
      owner,
      recordings: new Map((recordings ?? []).map((recording) => [recording.id, recording])),
    }),
    [document, owner, recordings],
  );
}

function Underneath({
  value,
  knowledge,
  findings,
  onReplace,
}: {
  value: string;
  knowledge: Knowledge;
  findings: readonly VariableFinding[];
  onReplace: (finding: VariableFinding, path: string) => void;
}): ReactElement | null {
  const document = useDeferredValue(useDocument());
  const { isSent, whole } = sentText(document, knowledge.owner, value);
  if (!isSent && findings.length === 0) return null;
  return (
    <div className={classes['under']}>
      {isSent && <TokenLine text={value} whole={whole} />}
      <Findings findings={findings} onReplace={onReplace} />
    </div>
  );
}
