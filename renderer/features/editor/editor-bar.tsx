import { ActionIcon, Button, Divider, Tooltip } from '@mantine/core';
import { useReactFlow, useStoreApi } from '@xyflow/react';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCircleCheck,
  IconLayoutSidebarRight,
  IconMessages,
  IconPhone,
  IconPhoneCall,
} from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import type { NodeType } from '#shared/domain/workflow.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
import { isSelected } from '../../canvas/adapter.ts';
import { freePlace } from '../../canvas/geometry.ts';
import { drawableTypes, nodeKinds } from '../../canvas/node-kinds.ts';
import { setCallPanelOpen, setPanelOpen } from '../../stores/layout.ts';
import { useLiveCall } from '../../stores/live-call.ts';
import { plural } from '../../ui/plural.ts';
import { LookBar } from '../versions/look-bar.tsx';
import type { Shown } from '../versions/use-shown.ts';
import { PublishButton } from '../versions/publish-button.tsx';
import { ExportMenu } from '../agents/export/export-menu.tsx';
import { keysOf } from './actions/chords.ts';
import { centredAt, insertNode, nodeTypeMime } from './canvas-edits.ts';
import { toggleDrawer } from './drawer/tab.ts';
import { additionRefusal } from './edits.ts';
import { useEditor, useEditorState } from './editor-context.ts';
import { SaveStatus } from './save-status.tsx';
import classes from './editor.module.css';

export interface EditorBarProps {
  workflowId: string;
  /** The version that is looked at in place of the draft. */
  shown: Shown | null;
  problemCount: number;
  hintCount: number;
  isDrawerOpen: boolean;
  isTesterOpen: boolean;
  isInspectorOpen: boolean;
  isCallOpen: boolean;
}

export const EditorBar = memo(function EditorBar(props: EditorBarProps): ReactElement {
  const editor = useEditor();
  const canUndo = useEditorState((state) => state.history.past.length > 0);
  const canRedo = useEditorState((state) => state.history.future.length > 0);
  const hasSelection = useEditorState(({ selection }) => isSelected(selection));
  const call = useLiveCall();
  const isUp = call !== null && call.state !== 'ended' && call.workflowId === props.workflowId;
  return (
    <div className={classes['bar']} role="toolbar" aria-label="Editor">
      {props.shown === null ? <NodePalette /> : <LookBar shown={props.shown} />}
      <Divider orientation="vertical" className={classes['divider'] ?? ''} />
      <Tooltip label={`Undo (${keysOf('mod+Z')})`}>
        <ActionIcon aria-label="Undo" disabled={!canUndo} onClick={editor.undo}>
          <IconArrowBackUp size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`Redo (${keysOf('mod+shift+Z')})`}>
        <ActionIcon aria-label="Redo" disabled={!canRedo} onClick={editor.redo}>
          <IconArrowForwardUp size={16} />
        </ActionIcon>
      </Tooltip>
      <SaveStatus />
      <div className={classes['barRight']}>
        <ProblemsButton {...props} />
        <ExportMenu
          agent={() => {
            const { name, document } = editor.store.getState().history.present;
            return { id: props.workflowId, name, document, flush: editor.flush };
          }}
        />
        <PublishButton workflowId={props.workflowId} />
        <Tooltip label={props.isInspectorOpen ? 'Hide the inspector' : 'Show the inspector'}>
          <ActionIcon
            aria-label="Inspector"
            aria-pressed={props.isInspectorOpen}
            className={classes['toggle'] ?? ''}
            onClick={() => {
              setPanelOpen('inspector', !props.isInspectorOpen);
            }}
          >
            <IconLayoutSidebarRight size={16} />
          </ActionIcon>
        </Tooltip>
        <Button
          aria-expanded={props.isTesterOpen}
          variant="default"
          leftSection={<IconMessages size={15} />}
          onClick={() => {
            toggleDrawer('tester');
          }}
        >
          Test
        </Button>
        <Button
          aria-expanded={props.isCallOpen}
          variant={props.isCallOpen ? 'default' : 'filled'}
          leftSection={isUp ? <IconPhoneCall size={15} /> : <IconPhone size={15} />}
          onClick={() => {
            setCallPanelOpen(!props.isCallOpen, { isInUse: hasSelection });
          }}
        >
          {props.isCallOpen ? 'Hide call' : isUp ? 'Show call' : 'Call'}
        </Button>
      </div>
    </div>
  );
});

function ProblemsButton({ problemCount, hintCount, isDrawerOpen }: EditorBarProps): ReactElement {
  const isBad = problemCount > 0;
  const words = isBad
    ? [plural(problemCount, 'problem'), ...(hintCount > 0 ? [plural(hintCount, 'hint')] : [])].join(', ')
    : hintCount > 0
      ? plural(hintCount, 'hint')
      : 'No problems';
  return (
    <Button
      variant={isBad ? 'light' : 'subtle'}
      color={isBad ? 'error' : 'muted'}
      className={classes['problems'] ?? ''}
      title={words}
      aria-expanded={isDrawerOpen}
      leftSection={isBad ? <IconAlertTriangle size={14} /> : <IconCircleCheck size={14} />}
      onClick={() => {
        toggleDrawer('problems');
      }}
    >
      {words}
    </Button>
  );
}

/** The node types, to click (the node lands in view) or to drag to a place. */
function NodePalette(): ReactElement {
  const editor = useEditor();
  const { screenToFlowPosition } = useReactFlow();
  const flow = useStoreApi();
  const addInView = (type: NodeType): void => {
    const box = flow.getState().domNode?.getBoundingClientRect();
    if (!box) return;
    const middle = screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    const { nodes } = editor.store.getState().history.present.document;
    insertNode(editor, type, freePlace(nodes, centredAt(middle)));
  };
  return (
    <div className={classes['palette']} role="group" aria-label="Add a node">
      {drawableTypes.map((type) => (
        <PaletteItem
          key={type}
          type={type}
          onAdd={() => {
            addInView(type);
          }}
        />
      ))}
    </div>
  );
}

function PaletteItem({ type, onAdd }: { type: NodeType; onAdd: () => void }): ReactElement {
  const { icon: Icon, word, purpose, meaning } = nodeKinds[type];
  const refusal = useEditorState(({ history }) => additionRefusal(history.present.document, type));
  return (
    <Tooltip label={refusal ?? `${purpose} Click to add, or drag to its place.`} multiline maw={280}>
      <button
        type="button"
        className={classes['paletteItem']}
        aria-label={`Add ${word.toLowerCase()} node`}
        aria-disabled={refusal !== null}
        data-role={nodeSpecs[type].role}
        draggable={refusal === null}
        onDragStart={(event) => {
          event.dataTransfer.setData(nodeTypeMime, type);
          event.dataTransfer.effectAllowed = 'copy';
        }}
        onClick={onAdd}
      >
        <Icon size={15} stroke={1.8} aria-hidden style={{ color: `var(--parley-${meaning})` }} />
        <span className={classes['paletteWord']}>{word}</span>
      </button>
    </Tooltip>
  );
}
