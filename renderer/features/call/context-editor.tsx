/** What the call begins with: values that the agent's texts may use, as rows or as JSON. Folded until wanted. */
import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { GrowingTextarea } from '../../ui/growing-textarea.tsx';
import { useContextDraft } from '../../stores/call-context.ts';
import { contextOf, namesAskedFor, withMode, type ContextRow } from './context-draft.ts';
import classes from './call-panel.module.css';

export interface ContextEditorProps {
  workflowId: string;
  document: WorkflowDocument;
}

export function ContextEditor({ workflowId, document }: ContextEditorProps): ReactElement {
  const testContext = document.workflow_configurations?.test_context;
  const { draft, set: setDraft, reset } = useContextDraft(workflowId, testContext);
  const result = contextOf(draft);
  const given = result.ok ? Object.keys(result.context) : [];
  const missing = namesAskedFor(document).filter((name) => !given.includes(name));
  const setRow = (index: number, change: Partial<ContextRow>): void => {
    setDraft({
      ...draft,
      rows: draft.rows.map((row, at) => (at === index ? { ...row, ...change } : row)),
    });
  };
  const addRow = (name: string): void => {
    setDraft({ ...draft, rows: [...draft.rows, { name, value: '' }] });
  };
  return (
    <details className={classes['fold']}>
      <summary>
        Starting context
        <span className={classes['foldCount']}>
          {!result.ok ? 'needs attention' : given.length === 0 ? 'empty' : given.join(', ')}
        </span>
      </summary>
      <div className={classes['foldBody']}>
        <p className={classes['hint']}>
          Values that prompts and greetings can use, as in <code>{'{{customer_name}}'}</code>.
        </p>
        <SegmentedControl
          aria-label="Form of the starting context"
          value={draft.mode}
          onChange={(mode) => {
            setDraft(withMode(draft, mode === 'json' ? 'json' : 'rows'));
          }}
          data={[
            { value: 'rows', label: 'Rows' },
            { value: 'json', label: 'JSON' },
          ]}
        />
        {draft.mode === 'json' ? (
          <GrowingTextarea
            aria-label="Starting context as JSON"
            minRows={4}
            maxRows={12}
            placeholder={'{\n  "customer_name": "Ada"\n}'}
            inputClassName={classes['mono']}
            value={draft.json}
            onChange={(event) => {
              setDraft({ ...draft, json: event.currentTarget.value });
            }}
          />
        ) : (
          draft.rows.map((row, index) => (
            <div key={index} className={classes['row']}>
              <TextInput
                aria-label={`Name of value ${index + 1}`}
                placeholder="name"
                value={row.name}
                onChange={(event) => {
                  setRow(index, { name: event.currentTarget.value });
                }}
              />
              <TextInput
                aria-label={`Value of ${row.name === '' ? index + 1 : row.name}`}
                placeholder="value"
                value={row.value}
                onChange={(event) => {
                  setRow(index, { value: event.currentTarget.value });
                }}
              />
              <ActionIcon
                aria-label={`Remove ${row.name === '' ? 'this row' : row.name}`}
                onClick={() => {
                  setDraft({ ...draft, rows: draft.rows.filter((_, at) => at !== index) });
                }}
              >
                <IconX size={14} />
              </ActionIcon>
            </div>
          ))
        )}
        {!result.ok && (
          <p className={classes['fieldError']} role="alert">
            {result.message}
          </p>
        )}
        {reset !== null && (
          <div className={classes['rowActions']}>
            <Button variant="default" size="compact-xs" onClick={reset}>
              Take the agent&rsquo;s test values
            </Button>
          </div>
        )}
        {draft.mode === 'rows' && (
          <div className={classes['rowActions']}>
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconPlus size={12} />}
              onClick={() => {
                addRow('');
              }}
            >
              Add value
            </Button>
            {missing.map((name) => (
              <Button
                key={name}
                variant="light"
                color="muted"
                size="compact-xs"
                leftSection={<IconPlus size={12} />}
                title="This agent's texts ask for it"
                onClick={() => {
                  addRow(name);
                }}
              >
                {name}
              </Button>
            ))}
          </div>
        )}
      </div>
    </details>
  );
}
