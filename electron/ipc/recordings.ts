import { AudioError } from '#engine/base/errors.ts';
import type { MethodOutput } from '#shared/bridge/contract.ts';
import { recordingPlaces } from '#shared/graph/recordings.ts';
import type { NamespaceHandlers } from './handler.ts';
import type { LibraryPort } from './ports.ts';

export const recordingsHandlers: NamespaceHandlers<'recordings'> = {
  'recordings.list': (_input, { studio }) => studio.recordings.list(),
  'recordings.get': async ({ id }, { studio }) => ({
    recording: await studio.recordings.get(id),
    used_in: await usedIn(studio.library, id),
  }),
  'recordings.add': ({ file_name: fileName, name, transcript, data }, { studio }) => {
    const bytes = Buffer.from(data, 'base64');
    if (bytes.length === 0) throw new AudioError('audio-invalid', `The file “${fileName}” is empty.`);
    return studio.recordings.add({ bytes, fileName, name, transcript });
  },
  'recordings.change': ({ id, ...change }, { studio }) => studio.recordings.change(id, change),
  'recordings.delete': async ({ id }, { studio }) => {
    const places = await usedIn(studio.library, id);
    await studio.recordings.delete(id);
    return { used_in: places };
  },
  'recordings.restore': ({ id }, { studio }) => studio.recordings.restore(id),
};

/** Every agent of the library that plays it, or may. */
async function usedIn(library: LibraryPort, id: string): Promise<MethodOutput<'recordings.get'>['used_in']> {
  const used: MethodOutput<'recordings.get'>['used_in'] = [];
  for (const { id: workflowId, name } of await library.listWorkflows()) {
    const record = await library.getWorkflow(workflowId);
    const places = record ? recordingPlaces(record.document, id) : [];
    if (places.length > 0) used.push({ workflow_id: workflowId, workflow_name: name, places });
  }
  return used;
}
