/** One agent: loads it, and keeps it open while its screen is. */
import { ReactFlowProvider } from '@xyflow/react';
import { Button, Loader } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import { formatRoute, type Focus } from '../../app/routes.ts';
import { bridge, BridgeError } from '../../bridge/index.ts';
import { createDrafts } from '../../stores/drafts.ts';
import { openEditor, type Editor, type EditorPorts } from '../../stores/editor.ts';
import { formatMoment } from '../../ui/duration.ts';
import { errorText } from '../../ui/error-text.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Failure } from '../../ui/failure.tsx';
import { whenIdle } from '../../ui/when-idle.ts';
import { AddressFocus } from './address-focus.tsx';
import { EditorView } from './editor-view.tsx';
import classes from './editor.module.css';

const ports: EditorPorts = {
  load: (id) => bridge.call('workflows.get', { id }),
  save: (id, { name, document }, expectedRevision) =>
    bridge.call('workflows.save', {
      id,
      name,
      document,
      ...(expectedRevision === null ? {} : { expected_revision: expectedRevision }),
    }),
  saveCopy: ({ name, document }) =>
    bridge.call('workflows.save', {
      name: `${name.slice(0, 160)} (my changes, ${formatMoment(new Date().toISOString(), Date.now())})`,
      document,
    }),
  drafts: createDrafts(window.localStorage),
  whenIdle: (task) => whenIdle(task, 1000),
  now: () => Date.now(),
};

type Opening = { editor: Editor } | { reason: string; isGone: boolean } | null;

export function EditorScreen({
  workflowId,
  focus,
}: {
  workflowId: string;
  /** What the address points at. */
  focus: Focus | undefined;
}): ReactElement {
  const [attempt, setAttempt] = useState(0);
  const [opening, setOpening] = useState<Opening>(null);
  useEffect(() => {
    let isGone = false;
    let opened: Editor | null = null;
    openEditor(workflowId, ports).then(
      (editor) => {
        if (isGone) {
          editor.close();
          return;
        }
        opened = editor;
        setOpening({ editor });
      },
      (thrown: unknown) => {
        if (isGone) return;
        const isMissing = thrown instanceof BridgeError && thrown.code === 'workflow-not-found';
        setOpening({ reason: errorText(thrown), isGone: isMissing });
      },
    );
    const closeNow = (): void => opened?.close();
    // A tab that is closed or frozen may never come back: the draft is kept now.
    window.addEventListener('pagehide', closeNow);
    return () => {
      isGone = true;
      window.removeEventListener('pagehide', closeNow);
      opened?.close();
    };
  }, [workflowId, attempt]);

  if (opening === null)
    return (
      <main className={classes['opening']} aria-label="Agent" aria-busy>
        <Loader size={20} color="muted" aria-label="Opening the agent" />
      </main>
    );
  if ('reason' in opening && opening.isGone)
    return (
      <main aria-label="Agent">
        <EmptyState
          title="This agent is not in the library"
          actions={
            <Button component="a" href={formatRoute({ screen: 'agents' })}>
              Go to the agents
            </Button>
          }
        >
          It was deleted, or the address belongs to another data folder. Its runs are still under Runs.
        </EmptyState>
      </main>
    );
  if ('reason' in opening)
    return (
      <main aria-label="Agent">
        <Failure
          title="This agent could not be opened"
          detail={opening.reason}
          onRetry={() => {
            setOpening(null);
            setAttempt(attempt + 1);
          }}
        />
      </main>
    );
  return (
    <ReactFlowProvider>
      <EditorView workflowId={workflowId} editor={opening.editor} />
      <AddressFocus editor={opening.editor} focus={focus} />
    </ReactFlowProvider>
  );
}
