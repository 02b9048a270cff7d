import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconBell, IconBellOff, IconBulb, IconTool } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import { fixesFor } from '#shared/graph/fixes/index.ts';
import { silence, unsilence } from '#shared/graph/lint/index.ts';
import { edgeSpec } from '#shared/nodes/edge.ts';
import type { Field } from '#shared/nodes/field.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
import { documentOf } from '../canvas-edits.ts';
import { useEditor } from '../editor-context.ts';
import classes from './problems-tab.module.css';

export type Severity = 'problem' | 'hint' | 'silenced';
export interface ListedProblem {
  problem: WorkflowProblem;
  severity: Severity;
}

const words: Readonly<Record<Severity, string>> = {
  problem: 'Problem',
  hint: 'Hint',
  silenced: 'Silenced hint',
};
const icons = { problem: IconAlertTriangle, hint: IconBulb, silenced: IconBellOff };

/** As the form calls it; the key where it has no field. */
function fieldWords({ kind, id, field: key }: WorkflowProblem, { nodes }: WorkflowDocument): string {
  const node = kind === 'node' ? nodes.find((each) => each.id === id) : undefined;
  const fields: readonly Field<string>[] = node ? nodeSpecs[node.type].fields : edgeSpec.fields;
  const field = kind === 'workflow' ? undefined : fields.find((each) => each.key === key);
  return field?.label.toLowerCase() ?? key ?? '';
}

export function ProblemRow({
  listed: { problem, severity },
  onShow,
}: {
  listed: ListedProblem;
  onShow: (problem: WorkflowProblem) => void;
}): ReactElement {
  const editor = useEditor();
  const Icon = icons[severity];
  const where = problem.kind === 'workflow' ? 'agent' : problem.kind;
  const fixes = severity === 'silenced' ? [] : fixesFor(problem, documentOf(editor));
  const [first, ...others] = fixes;
  return (
    <li className={classes['item']}>
      <button
        type="button"
        className={classes['row']}
        data-severity={severity}
        onClick={() => {
          onShow(problem);
        }}
      >
        <Icon size={14} aria-label={words[severity]} />
        <span className={classes['where']}>
          {where}
          {problem.field !== null && ` · ${fieldWords(problem, documentOf(editor))}`}
        </span>
        <span className={classes['message']}>{problem.message}</span>
      </button>
      <span className={classes['acts']}>
        {first && (
          <Button
            size="compact-sm"
            variant="default"
            className={classes['fix'] ?? ''}
            title={first.label}
            onClick={() => {
              editor.edit(first.edit);
            }}
          >
            {first.label}
          </Button>
        )}
        {others.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" aria-label="Other ways to mend it">
                <IconTool size={14} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {others.map(({ label, edit }) => (
                <Menu.Item
                  key={label}
                  onClick={() => {
                    editor.edit(edit);
                  }}
                >
                  {label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {severity === 'hint' && (
          <Tooltip label="Silence it: this agent is not told again">
            <ActionIcon
              variant="subtle"
              aria-label="Silence this hint"
              onClick={() => {
                editor.edit((now) => silence(now, problem));
              }}
            >
              <IconBellOff size={14} />
            </ActionIcon>
          </Tooltip>
        )}
        {severity === 'silenced' && (
          <Tooltip label="Tell it again">
            <ActionIcon
              variant="subtle"
              aria-label="Tell this hint again"
              onClick={() => {
                editor.edit((now) => unsilence(now, problem));
              }}
            >
              <IconBell size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </span>
    </li>
  );
}
