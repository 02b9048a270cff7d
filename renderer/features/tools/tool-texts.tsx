/** Texts of a tool with placeholders: highlighted, completed and checked like prompts, in an agent and in the library. */
import { Input } from '@mantine/core';
import {
  createContext,
  use,
  useDeferredValue,
  useId,
  useMemo,
  type ReactElement,
  type ReactNode,
} from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { VariableScope, type VariableVerdict } from '#shared/graph/variables.ts';
import { FieldLabel } from '../editor/fields/field-label.tsx';
import { Findings } from '../editor/prompt/findings.tsx';
import type { Knowledge } from '../editor/prompt/knowledge.ts';
import { PromptBox } from '../editor/prompt/prompt-box.tsx';

export interface ToolTexts {
  knowledge: Knowledge;
  /** Of the dialog; absent where the editor's own is meant. */
  history?: { undo: () => void; redo: () => void };
}

const ToolTextsContext = createContext<ToolTexts | null>(null);

/** Of no agent in particular: what a call begins with is not known here, and so not wrong. */
class LibraryScope extends VariableScope {
  override judge(...args: Parameters<VariableScope['judge']>): VariableVerdict {
    const verdict = super.judge(...args);
    if (verdict.state !== 'wrong' || verdict.rule !== 'undefined-variable') return verdict;
    return { state: 'fallback', meaning: 'Filled in by the call of the agent that uses the tool.' };
  }
}

const noDocument: WorkflowDocument = { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } };

export function ToolTextsProvider(props: {
  /** Null in the library. */
  document: WorkflowDocument | null;
  /** Of the parameters, which address and body may name. */
  names: readonly string[];
  history: ToolTexts['history'];
  children: ReactNode;
}): ReactElement {
  const { document, names, history, children } = props;
  const written = names.join('\n');
  const knowledge = useMemo((): Knowledge => {
    const base = document ?? noDocument;
    const given = Object.fromEntries(
      written
        .split('\n')
        .filter((name) => name !== '')
        .map((name) => [name, '']),
    );
    const settings = base.workflow_configurations;
    const whole: WorkflowDocument = {
      ...base,
      workflow_configurations: { ...settings, test_context: { ...settings?.test_context, ...given } },
    };
    return {
      scope: document ? new VariableScope(whole) : new LibraryScope(whole),
      owner: { kind: 'workflow', id: null },
      recordings: new Map(),
    };
  }, [document, written]);
  const value = useMemo(
    (): ToolTexts => ({ knowledge, ...(history ? { history } : {}) }),
    [knowledge, history],
  );
  return <ToolTextsContext value={value}>{children}</ToolTextsContext>;
}

export interface TemplateFieldProps {
  label: string;
  help: string;
  value: string;
  onChange: (text: string) => void;
  problem?: string | undefined;
  placeholder?: string;
  rows?: { min: number; max: number };
  isRequired?: boolean;
}

export function TemplateField(props: TemplateFieldProps): ReactElement {
  const { label, help, value, onChange, problem, placeholder = '', isRequired = false } = props;
  const id = useId();
  const texts = use(ToolTextsContext);
  if (!texts) throw new Error('This component belongs inside ToolTextsProvider.');
  const { knowledge, history } = texts;
  const calm = useDeferredValue(value);
  const findings = useMemo(
    () => (problem === undefined ? knowledge.scope.check(calm, knowledge.owner, 20) : []),
    [knowledge, calm, problem],
  );
  return (
    <div>
      <Input.Wrapper
        id={id}
        label={<FieldLabel label={label} help={help} />}
        labelElement="div"
        labelProps={{ id: `${id}-label` }}
        required={isRequired}
        error={problem}
        size="xs"
        errorProps={{ mt: 4 }}
      >
        <PromptBox
          value={value}
          onChange={onChange}
          knowledge={knowledge}
          rows={props.rows ?? { min: 1, max: 6 }}
          placeholder={placeholder}
          attributes={{
            'aria-labelledby': `${id}-label`,
            ...(problem === undefined ? {} : { 'aria-invalid': 'true', 'aria-describedby': `${id}-error` }),
          }}
          isInvalid={problem !== undefined}
          onEscape={null}
          onSize={null}
          onView={() => undefined}
          {...(history ? { history } : {})}
        />
      </Input.Wrapper>
      <Findings
        findings={findings}
        onReplace={({ from, to, path }, by) => {
          if (path === null) return;
          onChange(value.slice(0, from) + value.slice(from, to).replace(path, () => by) + value.slice(to));
        }}
      />
    </div>
  );
}
