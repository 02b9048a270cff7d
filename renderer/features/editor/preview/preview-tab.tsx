/** What the model gets at the selected step: the exact system message, conversation and functions. */
import { Loader, SegmentedControl } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState, type ReactElement } from 'react';
import type { Preview } from '#shared/bridge/preview.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
import type { DrawerTab, DrawerTabProps } from '../drawer/tab.ts';
import { useDocument, useEditorState } from '../editor-context.ts';
import { tokensText } from '../prompt/token-line.tsx';
import { encodingOf } from '../prompt/tokens/encoding.ts';
import { useTokenCounts } from '../prompt/tokens/use-token-counts.ts';
import { useGatheredValues } from './gathered-values.ts';
import { Copy, PreviewParts } from './preview-parts.tsx';
import { PreviewValues } from './preview-values.tsx';
import { usePreview } from './use-preview.ts';
import { gatheredContext, usedValues } from './used-values.ts';
import classes from './preview.module.css';

export const previewTab: DrawerTab = { id: 'preview', title: 'Preview', heightPx: 360, Content: PreviewTab };

function PreviewTab({ workflowId }: DrawerTabProps): ReactElement {
  const document = useDeferredValue(useDocument());
  const { nodeIds, edgeIds } = useEditorState((state) => state.selection);
  const nodeId = edgeIds.length === 0 && nodeIds.length === 1 ? (nodeIds[0] ?? null) : null;
  const node = document.nodes.find(({ id }) => id === nodeId);
  const isStep = node !== undefined && nodeSpecs[node.type].role === 'conversation';
  const [typed, type] = useGatheredValues(workflowId);
  const used = useMemo(() => usedValues(document, nodeId ?? ''), [document, nodeId]);
  const gathered = gatheredContext(used.gathered, typed);
  const { preview, failure } = usePreview(document, isStep ? nodeId : null, gathered);
  if (!isStep)
    return (
      <p className={classes['empty']}>
        {node === undefined
          ? 'Select one step of the conversation to see what the model is sent there.'
          : node.type === 'globalNode'
            ? 'The global prompt stands before that of every step that asks for it. Select a step to see both.'
            : 'No model is sent anything here during the call. Select a step of the conversation.'}
      </p>
    );
  if (failure !== null) return <p className={classes['empty']}>{failure}</p>;
  if (preview === null)
    return (
      <p className={classes['empty']}>
        <Loader size={14} color="muted" aria-label="Making the preview" />
      </p>
    );
  return (
    <div className={classes['preview']}>
      <PreviewValues used={used} typed={typed} onType={type} />
      <Sent preview={preview} />
    </div>
  );
}

function Sent({ preview }: { preview: Preview }): ReactElement {
  const [form, setForm] = useState('parts');
  const body = useMemo(() => JSON.stringify(preview.body, null, 2), [preview.body]);
  const encoding = encodingOf(preview.model.model);
  const texts = preview.system.map(({ text }) => text);
  const system = texts.join('\n\n');
  const counts = useTokenCounts([system, ...texts], encoding.encoding);
  const words = counts?.map((count) => tokensText(count, encoding)) ?? [];
  const { model, connection_name: connection, is_rehearsal: isRehearsal } = preview.model;
  return (
    <div className={classes['sent']}>
      <header className={classes['head']}>
        <span className={classes['summary']}>
          {words[0] === undefined ? 'System message' : `System message · ${words[0]}`}
          {isRehearsal
            ? ' · a language model would be sent this; the rehearsal answers'
            : ` · to ${connection}${model === null ? '' : `, ${model}`}`}
        </span>
        <SegmentedControl
          aria-label="Form of the preview"
          data={[
            { value: 'parts', label: 'Parts' },
            { value: 'json', label: 'JSON' },
          ]}
          value={form}
          onChange={setForm}
        />
        <Copy text={form === 'json' ? body : system} />
      </header>
      {preview.obstacles.length > 0 && (
        <details className={classes['obstacles']}>
          <summary>
            <IconAlertTriangle size={13} aria-hidden />
            This agent cannot be called yet. What is sent here is shown as far as it is known.
          </summary>
          <ul>
            {preview.obstacles.map((obstacle) => (
              <li key={obstacle}>{obstacle}</li>
            ))}
          </ul>
        </details>
      )}
      {form === 'json' ? (
        <pre className={classes['json']}>{body}</pre>
      ) : (
        <PreviewParts preview={preview} counts={words.slice(1)} />
      )}
    </div>
  );
}
