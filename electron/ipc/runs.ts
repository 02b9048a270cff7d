import { StudioError } from '#engine/base/errors.ts';
import type { Run } from '#shared/domain/run.ts';
import type { LibraryPort } from './ports.ts';
import type { NamespaceHandlers } from './handler.ts';

export const runsHandlers: NamespaceHandlers<'runs'> = {
  'runs.list': (filter, { studio }) => studio.library.listRuns(filter),
  'runs.facets': (_input, { studio }) => studio.library.runFacets(),
  'runs.latency': ({ workflow_id: workflowId }, { studio }) => studio.library.runLatency(workflowId ?? null),
  'runs.get': async ({ id }, { studio: { library } }) => {
    const run = await requireRun(library, id);
    const [document, events] = await Promise.all([library.getRunDocument(id), library.getEvents(id)]);
    return { run, document, events };
  },
  'runs.peaks': async ({ id }, { studio: { library } }) => {
    await requireRun(library, id);
    return library.getPeaks(id);
  },
  'runs.after': async ({ id }, { studio: { library } }) => {
    await requireRun(library, id);
    return library.afterRunOf(id);
  },
  'runs.redeliver': ({ delivery_uuid: uuid }, { studio }) => studio.library.redeliver(uuid),
  'runs.delete': async ({ id }, { studio }) => {
    await studio.library.deleteRun(id);
    return undefined;
  },
};

export async function requireRun(library: LibraryPort, id: string): Promise<Run> {
  const run = await library.getRun(id);
  if (!run) throw new StudioError('run-not-found', `There is no run “${id}”. It may have been deleted.`);
  return run;
}
