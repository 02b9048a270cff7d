/** The way from the draft to what is dialled: how far they are apart, and publishing. */
import { Button } from '@mantine/core';
import { IconCircleCheck, IconCloudUpload } from '@tabler/icons-react';
import { useDeferredValue, type ReactElement } from 'react';
import { plural } from '../../ui/plural.ts';
import { keysOf } from '../editor/actions/chords.ts';
import { useDocument } from '../editor/editor-context.ts';
import { usePublishing } from './use-versions.ts';
import { setPublishing } from './versions-store.ts';

export function PublishButton({ workflowId }: { workflowId: string }): ReactElement {
  const document = useDeferredValue(useDocument());
  const publishing = usePublishing(workflowId, document);
  const changes = publishing?.diff?.changes.length ?? null;
  const number = publishing?.latest?.number ?? null;
  const isPublished = number !== null && changes === 0;
  const words = isPublished
    ? `Published v${number}`
    : number === null || changes === null
      ? 'Publish'
      : `Publish ${plural(changes, 'change')}`;
  return (
    <Button
      variant={isPublished ? 'subtle' : 'default'}
      {...(isPublished ? { color: 'muted' } : {})}
      leftSection={isPublished ? <IconCircleCheck size={14} /> : <IconCloudUpload size={15} />}
      title={`What is published is what is called by telephone (${keysOf('alt+P')})`}
      aria-haspopup="dialog"
      onClick={() => {
        setPublishing(true);
      }}
    >
      {words}
    </Button>
  );
}
