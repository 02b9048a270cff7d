/** A master of the library: changes are kept when they are saved, and undone until then. */
import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { LibraryTool } from '#shared/bridge/tools.ts';
import type { ToolDocument } from '#shared/domain/tool.ts';
import { toolChanges } from '#shared/graph/tool-changes.ts';
import { bridge } from '../../bridge/index.ts';
import { loadTools } from '../../stores/tools.ts';
import { errorText } from '../../ui/error-text.ts';
import { plural } from '../../ui/plural.ts';
import { ToolDialog } from './tool-dialog.tsx';
import classes from './tools.module.css';

interface Drafts {
  past: readonly ToolDocument[];
  present: ToolDocument;
  future: readonly ToolDocument[];
  /** Of the last change, to which a next one of the same field is joined. */
  key: string | null;
}

export interface LibraryToolDialogProps {
  /** Null: a new one. */
  master: LibraryTool | null;
  tool: ToolDocument;
  onClose: () => void;
}

export function LibraryToolDialog({ master, tool: first, onClose }: LibraryToolDialogProps): ReactElement {
  const [drafts, setDrafts] = useState<Drafts>({ past: [], present: first, future: [], key: null });
  const [failure, setFailure] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  const [history] = useState(() => ({
    undo: () => {
      setDrafts((now) => {
        const before = now.past.at(-1);
        if (!before) return now;
        return {
          past: now.past.slice(0, -1),
          present: before,
          future: [now.present, ...now.future],
          key: null,
        };
      });
    },
    redo: () => {
      setDrafts((now) => {
        const [next, ...future] = now.future;
        return next ? { past: [...now.past, now.present], present: next, future, key: null } : now;
      });
    },
  }));
  const tool = drafts.present;
  const changes = toolChanges(first, tool);
  const isChanged = master === null || changes.length > 0;
  const save = async (isForced: boolean): Promise<void> => {
    setIsSaving(true);
    setFailure(null);
    try {
      await bridge.call('tools.save', {
        tool,
        ...(master === null || isForced ? {} : { expected_updated_at: master.updated_at }),
      });
      await loadTools();
      onClose();
    } catch (thrown) {
      setFailure(errorText(thrown));
      setIsSaving(false);
    }
  };
  const agents = master?.used_in.length ?? 0;
  return (
    <ToolDialog
      tool={tool}
      document={null}
      history={history}
      onChange={(next, key) => {
        setDrafts((now) => ({
          past: key !== null && key === now.key ? now.past : [...now.past, now.present],
          present: next,
          future: [],
          key,
        }));
      }}
      onClose={() => {
        if (changes.length > 0) setIsAsking(true);
        else onClose();
      }}
      footer={
        isAsking ? (
          <>
            <span className={classes['footNote']} role="alert">
              {master === null ? 'The new tool is' : `${plural(changes.length, 'change')} are`} not saved yet.
            </span>
            <Button variant="default" color="error" onClick={onClose}>
              Discard
            </Button>
            <Button
              onClick={() => {
                setIsAsking(false);
              }}
              data-autofocus
            >
              Keep editing
            </Button>
          </>
        ) : (
          <>
            <span className={failure === null ? classes['footNote'] : classes['problem']} role="status">
              {failure ??
                (agents === 0
                  ? 'Agents that choose it take a copy.'
                  : `${plural(agents, 'agent')} keep their copy until they are updated in the editor.`)}
            </span>
            {failure?.includes('another window') === true && (
              <Button variant="default" onClick={() => void save(true)}>
                Save anyway
              </Button>
            )}
            <Button
              disabled={!isChanged || !tool.name?.trim()}
              loading={isSaving}
              onClick={() => void save(false)}
            >
              Save
            </Button>
          </>
        )
      }
    />
  );
}
