/** One tool of an agent as its steps list it, with how it stands to the library, and its form. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPencil, IconRefresh } from '@tabler/icons-react';
import { useState, type ReactElement, type ReactNode } from 'react';
import type { ToolDocument } from '#shared/domain/tool.ts';
import { toolProblems } from '#shared/graph/tool-rules.ts';
import { bridge } from '../../bridge/index.ts';
import { loadTools, useTools } from '../../stores/tools.ts';
import { plural } from '../../ui/plural.ts';
import { showError, showNotice } from '../../ui/toast.tsx';
import { useDocument, useEditor } from '../editor/editor-context.ts';
import { copyOf, putTool, removeTool, stateOf, stepsWith, type CopyState } from './tool-copies.ts';
import { ToolDialog } from './tool-dialog.tsx';
import { isToolKindName } from '#shared/domain/tool.ts';
import { kindWord, toolName } from './tool-kinds.ts';
import classes from './tools.module.css';

const noTools: readonly never[] = [];

export function AgentTool(props: {
  tool: ToolDocument;
  /** Before its name: the box that says whether a step uses it. */
  lead?: ReactNode;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}): ReactElement {
  const { tool, lead, isOpen, onOpen } = props;
  const library = useTools((state) => state.tools) ?? noTools;
  const copy = stateOf(tool, library);
  const name = toolName(tool);
  const isKept = !isToolKindName(tool.definition.type);
  const hasProblem = !isKept && toolProblems(tool).length > 0;
  return (
    <div className={classes['agentTool']}>
      {lead}
      <div className={classes['agentToolText']}>
        <span className={classes['agentToolName']}>
          {name} <span className={classes['kind']}>{kindWord(tool.definition.type)}</span>
        </span>
        {isKept && <span className={classes['usedIn']}>Kept, not used in calls</span>}
        {hasProblem && <span className={classes['problem']}>Not complete: open it</span>}
        {copy.state === 'newer-in-library' && (
          <span className={classes['newer']}>Changed in the library</span>
        )}
      </div>
      {copy.state === 'newer-in-library' && <UpdateButton copy={copy} name={name} />}
      <Tooltip label="Edit and try">
        <ActionIcon
          size={28}
          aria-label={`Edit ${name}`}
          onClick={() => {
            onOpen(true);
          }}
        >
          <IconPencil size={15} />
        </ActionIcon>
      </Tooltip>
      {isOpen && (
        <AgentToolDialog
          tool={tool}
          copy={copy}
          onClose={() => {
            onOpen(false);
          }}
        />
      )}
    </div>
  );
}

type Differing = Extract<CopyState, { master: unknown }>;

function UpdateButton({ copy, name }: { copy: Differing; name: string }): ReactElement {
  const editor = useEditor();
  return (
    <Tooltip label={`Update from the library: ${plural(copy.changes.length, 'change')}`}>
      <ActionIcon
        size={28}
        aria-label={`Update ${name} from the library`}
        onClick={() => {
          editor.edit((now) => putTool(now, copyOf(copy.master)), null);
        }}
      >
        <IconRefresh size={15} />
      </ActionIcon>
    </Tooltip>
  );
}

function AgentToolDialog(props: { tool: ToolDocument; copy: CopyState; onClose: () => void }): ReactElement {
  const { tool, copy, onClose } = props;
  const editor = useEditor();
  const document = useDocument();
  const [isSaving, setIsSaving] = useState(false);
  const steps = stepsWith(document, tool.tool_uuid);
  const saveToLibrary = async (): Promise<void> => {
    setIsSaving(true);
    try {
      const expected = 'master' in copy ? { expected_updated_at: copy.master.updated_at } : {};
      const master = await bridge.call('tools.save', { tool, ...expected });
      editor.edit((now) => putTool(now, copyOf(master)), null);
      await loadTools();
      showNotice(`“${toolName(tool)}” is in the library.`);
    } catch (thrown) {
      showError('The library was not changed', thrown);
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <ToolDialog
      tool={tool}
      document={document}
      onClose={onClose}
      onChange={(next, key) => {
        editor.edit((now) => putTool(now, next), key === null ? null : `tool.${tool.tool_uuid}.${key}`);
      }}
      notice={'master' in copy ? <Differences copy={copy} /> : undefined}
      footer={
        <>
          <span className={classes['footNote']}>
            {steps.length === 0 ? 'Used in no step yet.' : `Used in ${steps.join(', ')}.`}
          </span>
          <Button
            variant="subtle"
            color="error"
            onClick={() => {
              onClose();
              editor.edit((now) => removeTool(now, tool.tool_uuid), null);
            }}
          >
            Take out of the agent
          </Button>
          {copy.state !== 'same' && (
            <Button
              variant="default"
              loading={isSaving}
              disabled={!tool.name?.trim()}
              onClick={() => void saveToLibrary()}
            >
              {copy.state === 'own' ? 'Save to the library' : 'Save over the library’s'}
            </Button>
          )}
          <Button onClick={onClose}>Done</Button>
        </>
      }
    />
  );
}

/** What an update would change, in words. */
function Differences({ copy }: { copy: Differing }): ReactElement {
  const editor = useEditor();
  const isNewer = copy.state === 'newer-in-library';
  return (
    <section className={classes['differences']} aria-label="Compared with the library">
      <header>
        <strong>{isNewer ? 'Changed in the library' : 'Not the same as in the library'}</strong>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            editor.edit((now) => putTool(now, copyOf(copy.master)), null);
          }}
        >
          {isNewer ? 'Update' : 'Take the library’s'}
        </Button>
      </header>
      <ul>
        {copy.changes.map(({ what, from, to }) => (
          <li key={what}>
            <span>{what}</span>
            <del>{from ?? 'none'}</del>
            <ins>{to ?? 'none'}</ins>
          </li>
        ))}
      </ul>
      <p className={classes['note']}>
        Struck out: here. Beside it: in the library. Published versions stay as they are.
      </p>
    </section>
  );
}
