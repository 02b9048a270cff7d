/** The handlers of `shared/bridge/exchange.ts`. */
import { StudioError } from '#engine/base/errors.ts';
import { pieceBytes, type exchangeMethods } from '#shared/bridge/exchange.ts';
import type { Handler } from './handler.ts';

type Methods = keyof ReturnType<typeof exchangeMethods>;
type Handlers<M extends Methods> = { [K in M]: Handler<K> };

/** Of the namespace `workflows`. */
export const importHandlers: Handlers<Extract<Methods, `workflows.${string}`>> = {
  'workflows.import': ({ text, name }, { studio }) => studio.exchange.importText(text, name),
  'workflows.generate': async ({ request_id: requestId, description }, { studio }) => {
    const { isStopped, ...generated } = await studio.generations.generate(requestId, description);
    return { ...generated, is_stopped: isStopped };
  },
  'workflows.stop-generating': ({ request_id: requestId }, { studio }) => {
    studio.generations.stop(requestId);
    return undefined;
  },
};

export const exchangeHandlers: Handlers<Extract<Methods, `exchange.${string}`>> = {
  'exchange.templates': (_input, { studio }) => studio.templates(),
  'exchange.upload': async ({ upload_id: uploadId, data }, { studio }) => {
    const bytes = Buffer.from(data, 'base64');
    if (bytes.length > pieceBytes)
      throw new StudioError('input-invalid', 'This piece of the file is too large.');
    const { id, sizeBytes } = await studio.exchange.upload(uploadId, bytes);
    return { upload_id: id, size_bytes: sizeBytes };
  },
  'exchange.import': ({ upload_id: uploadId, name }, { studio }) =>
    studio.exchange.importUpload(uploadId, name),
  'exchange.pack': async ({ workflow_id: workflowId }, { studio }) => {
    const { id, name, sizeBytes, leftOut } = await studio.exchange.pack(workflowId);
    return { download_id: id, name, size_bytes: sizeBytes, left_out: leftOut };
  },
  'exchange.download': async ({ download_id: downloadId, offset }, { studio }) => {
    const { bytes, next } = await studio.exchange.download(downloadId, offset, pieceBytes);
    return { data: Buffer.from(bytes).toString('base64'), next };
  },
};
