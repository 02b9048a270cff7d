/** Publishing: what has changed since the last time, what is in the way, and a note for those who come later. */
import { Button, Modal, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMemo, useState, type ReactElement, type SyntheticEvent } from 'react';
import type { WorkflowProblem } from '#shared/domain/workflow.ts';
import { bridge } from '../../bridge/index.ts';
import { ChangeChip } from '../../canvas/change-chip.tsx';
import { plural } from '../../ui/plural.ts';
import { errorText } from '../../ui/error-text.ts';
import { showAction } from '../../ui/toast.tsx';
import { showDrawer } from '../editor/drawer/tab.ts';
import { useDocument, useEditor } from '../editor/editor-context.ts';
import { changeRows, layoutWords, namesIn, summaryWords } from './change-rows.ts';
import { usePublishing, useVersionDocument, type Publishing } from './use-versions.ts';
import { versionsTab } from './versions-tab.tsx';
import { loadVersions, setPublishing, useVersionsStore } from './versions-store.ts';
import classes from './versions.module.css';

const longestNote = 2000;
const listedChanges = 12;

export interface PublishDialogProps {
  workflowId: string;
  /** What keeps the agent from being called. */
  problems: readonly WorkflowProblem[];
  onShow: (problem: WorkflowProblem) => void;
}

export function PublishDialog(props: PublishDialogProps): ReactElement {
  const isOpen = useVersionsStore((store) => store.isPublishing);
  return (
    <Modal
      opened={isOpen}
      onClose={() => {
        setPublishing(false);
      }}
      title="Publish this agent"
      size="lg"
      centered
    >
      {isOpen && <PublishForm {...props} />}
    </Modal>
  );
}

function PublishForm({ workflowId, problems, onShow }: PublishDialogProps): ReactElement {
  const editor = useEditor();
  const publishing = usePublishing(workflowId, useDocument());
  const [note, setNote] = useState('');
  const [state, setState] = useState<{ isBusy: boolean; failure: string | null }>({
    isBusy: false,
    failure: null,
  });
  const isSame = publishing?.diff?.changes.length === 0;
  const next = (publishing?.latest?.number ?? 0) + 1;
  const publish = async (): Promise<void> => {
    setState({ isBusy: true, failure: null });
    try {
      const { number } = await editor.withStored((revision) =>
        bridge.call('workflows.publish', {
          id: workflowId,
          note: note.trim(),
          expected_revision: revision,
        }),
      );
      await loadVersions(workflowId);
      setPublishing(false);
      showAction(`v${number ?? next} is what is called by telephone now.`, 'Show versions', () => {
        showDrawer(versionsTab.id);
      });
    } catch (thrown) {
      setState({ isBusy: false, failure: errorText(thrown) });
    }
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void publish();
  };
  return (
    <form className={classes['publish']} onSubmit={submit}>
      {problems.length > 0 ? (
        <InTheWay problems={problems} onShow={onShow} />
      ) : (
        <p className={classes['muted']}>
          Dialled calls use v{next} from then on. Test calls go on with the draft; calls that are up end as
          they began.
        </p>
      )}
      <Since workflowId={workflowId} publishing={publishing} />
      <Textarea
        label="Note"
        description="What this version is for; it stands in the history."
        placeholder="Asks for the date of birth before it confirms"
        autosize
        minRows={2}
        maxRows={6}
        maxLength={longestNote}
        value={note}
        data-autofocus
        onChange={({ currentTarget }) => {
          setNote(currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && problems.length === 0)
            submit(event);
        }}
      />
      {state.failure !== null && (
        <p className={classes['failure']} role="alert">
          <IconAlertTriangle size={14} aria-hidden /> Nothing was published. {state.failure}
        </p>
      )}
      <div className={classes['buttons']}>
        <Button
          variant="default"
          onClick={() => {
            setPublishing(false);
          }}
        >
          Cancel
        </Button>
        <Button type="submit" disabled={problems.length > 0 || isSame} loading={state.isBusy}>
          {isSame ? 'Nothing to publish' : `Publish v${next}`}
        </Button>
      </div>
    </form>
  );
}

function InTheWay({ problems, onShow }: Omit<PublishDialogProps, 'workflowId'>): ReactElement {
  return (
    <section aria-label="In the way">
      <h3 className={classes['failure']}>
        <IconAlertTriangle size={14} aria-hidden /> {plural(problems.length, 'problem')} in the way
      </h3>
      <ul className={classes['short']}>
        {problems.slice(0, listedChanges).map((problem, index) => (
          <li key={index}>
            <button
              type="button"
              className={classes['problem']}
              onClick={() => {
                setPublishing(false);
                onShow(problem);
              }}
            >
              {problem.message}
            </button>
          </li>
        ))}
      </ul>
      {problems.length > listedChanges && (
        <p className={classes['muted']}>And {problems.length - listedChanges} more under Problems.</p>
      )}
    </section>
  );
}

function Since({
  workflowId,
  publishing,
}: {
  workflowId: string;
  publishing: Publishing | null;
}): ReactElement | null {
  const document = useDocument();
  const diff = publishing?.diff ?? null;
  const published = useVersionDocument(workflowId, publishing?.latest?.version_id ?? null);
  const rows = useMemo(
    () =>
      diff === null
        ? []
        : changeRows(diff.changes, namesIn(...(published === null ? [] : [published]), document)),
    [diff, published, document],
  );
  if (publishing === null) return null;
  if (publishing.latest === null)
    return (
      <p className={classes['muted']}>
        The first version: {plural(document.nodes.length, 'node')}, {plural(document.edges.length, 'edge')}.
      </p>
    );
  if (diff === null) return null;
  const moved = layoutWords(diff.layout);
  return (
    <section aria-label="Changes">
      <h3 className={classes['title']}>
        Since v{publishing.latest.number}:{' '}
        {rows.length === 0 ? 'nothing that a call would notice' : summaryWords(diff.changes)}
      </h3>
      <ul className={classes['short']}>
        {rows.slice(0, listedChanges).map(({ change, mark, what, name, fields }) => (
          <li key={`${change.kind} ${change.key}`} className={classes['shortRow']}>
            <ChangeChip change={mark} className={classes['chip']} />
            <span className={classes['muted']}>{what}</span>
            <span className={classes['name']}>{name}</span>
            <span className={classes['muted']}>
              {change.kind === 'setting' ? '' : fields.map(({ label }) => label).join(', ')}
            </span>
          </li>
        ))}
      </ul>
      {rows.length > listedChanges && (
        <p className={classes['muted']}>And {rows.length - listedChanges} more.</p>
      )}
      {moved !== null && <p className={classes['muted']}>Also {moved}.</p>}
    </section>
  );
}
