/** `parley export` and `parley import`: agents as files, by the same code as the studio's menus. */
import { open, type FileHandle } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { ConfigError, StudioError } from '#engine/base/errors.ts';
import { randomIds } from '#engine/base/ids.ts';
import type { Logger } from '#engine/base/logger.ts';
import type { Library } from '#library/index.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { outlineOf } from '#shared/exchange/outline.ts';
import { workflowFileText } from '#shared/exchange/workflow-file.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { AgentExchange } from '../exchange/agent-exchange.ts';
import { bundleLimits } from '../exchange/bundle/format.ts';
import type { Imported } from '../ipc/ports.ts';
import { RecordingStore } from '../recordings/recording-store.ts';
import { createSecretStore } from '../secrets/secret-store.ts';
import { Credentials } from '../tools-library/credentials.ts';
import { readInputFile, UnreadableFile } from './input-file.ts';
import { plainLine } from './plain-text.ts';
import { UsageError } from './usage.ts';
import { documentInLibrary, notFound } from './workflow-source.ts';

const exportFormats = ['dograh', 'bundle', 'markdown'] as const;
type ExportFormat = (typeof exportFormats)[number];

const formatOfExtension: Readonly<Record<string, ExportFormat>> = {
  '.parley': 'bundle',
  '.md': 'markdown',
  '.json': 'dograh',
};
const pieceBytes = 1_000_000;

export interface ExportOptions {
  /** Absent: by the ending of the file, else JSON. */
  format: string | undefined;
  /** Absent: standard output, which takes text only. */
  out: string | undefined;
  overwrite: boolean;
}

export interface FilesContext {
  library: Library;
  dataDir: string;
  logger: Logger;
}

/** What was chosen, before the library is touched. Throws UsageError. */
export function exportFormat({ format, out }: ExportOptions): ExportFormat {
  const byName = formatOfExtension[extname(out ?? '').toLowerCase()] ?? 'dograh';
  const chosen = exportFormats.find((each) => each === (format ?? byName));
  if (chosen === undefined)
    throw new UsageError(
      `--format is ${exportFormats.join(', ')}, not ${format ?? ''}.${format === 'svg' || format === 'png' ? ' Pictures are drawn by the studio.' : ''}`,
    );
  if (chosen === 'bundle' && out === undefined)
    throw new UsageError('A bundle is no text: say with --out which file it becomes.');
  return chosen;
}

export interface Exported {
  /** For standard output. */
  text: string;
  /** Secrets that are not in a bundle, in words. */
  leftOut: string[];
}

/** The draft of an agent of the library. Throws StudioError when there is none, or the file is there already. */
export async function exportAgent(
  name: string,
  options: ExportOptions,
  context: FilesContext,
): Promise<Exported> {
  const format = exportFormat(options);
  const found = await documentInLibrary(context.library, name);
  if (!found) throw notFound(name);
  const document = found.value as WorkflowDocument;
  const { out } = options;
  if (format !== 'bundle') {
    const text =
      format === 'markdown' ? outlineOf(found.name, document) : workflowFileText(found.name, document);
    if (out === undefined) return { text, leftOut: [] };
    await writeOut(out, options, (file) => file.writeFile(text));
    return { text: `${plainLine(out)}\n`, leftOut: [] };
  }
  const exchange = openExchange(context);
  try {
    const { id, leftOut } = await exchange.pack(found.id);
    await writeOut(out ?? '', options, async (file) => {
      for (let offset: number | null = 0; offset !== null;) {
        const piece: { bytes: Uint8Array; next: number | null } = await exchange.download(
          id,
          offset,
          pieceBytes,
        );
        await file.writeFile(piece.bytes);
        offset = piece.next;
      }
    });
    return { text: `${plainLine(out ?? '')}\n`, leftOut };
  } finally {
    await exchange.dispose();
  }
}

/** Throws StudioError `workflow-invalid` when the file is no workflow; nothing is kept then. */
export async function importAgent(path: string, context: FilesContext): Promise<Imported> {
  let bytes: Uint8Array;
  try {
    bytes = await readInputFile(resolve(path), bundleLimits.packedBytes);
  } catch (error) {
    if (error instanceof UnreadableFile) throw new StudioError('input-invalid', `${path} ${error.message}.`);
    throw error;
  }
  const exchange = openExchange(context);
  try {
    const { id } = await exchange.upload(null, bytes);
    return await exchange.importUpload(id, basename(path, extname(path)));
  } finally {
    await exchange.dispose();
  }
}

/** The agent, what keeps it from being called, and what became of the rest of the file. */
export function importedText({ workflow, format, problems, hints, notes }: Imported): string {
  const lines = [
    `“${workflow.name}” is in the library now (${workflow.id}, from ${format}).`,
    ...problems.map(({ message }) => `error: ${message}`),
    ...hints.map(({ message }) => `warning: ${message}`),
    ...notes.map(({ place, message }) => `note: ${place === null ? '' : `${place}: `}${message}`),
  ];
  return lines.map((line) => `${plainLine(line)}\n`).join('');
}

function openExchange({ library, dataDir, logger }: FilesContext): AgentExchange {
  const now = (): Date => new Date();
  const secrets = createSecretStore({ dataDir, logger, keychain: null, passphrase: undefined });
  const newId = (): string => randomIds.next('credential');
  const credentials = new Credentials({ dataDir, secrets, logger, now, newId });
  return new AgentExchange({
    dataDir,
    appVersion: packageJson.version,
    library,
    recordings: new RecordingStore({ dataDir, logger }),
    credentials: async () =>
      (await credentials.list()).map(({ credential_uuid: id, name }) => ({ id, name })),
    now,
  });
}

async function writeOut(
  path: string,
  { overwrite }: ExportOptions,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, overwrite ? 'w' : 'wx');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ConfigError(
      'config-invalid',
      code === 'EEXIST'
        ? `There is a file ${path} already. Choose another name, or give --overwrite.`
        : `${path} cannot be written: ${message}.`,
      { cause },
    );
  }
  try {
    await write(file);
  } finally {
    await file.close();
  }
}
