/** Files that become agents: sent to the studio in pieces, one after the other, with what became of each. */
import { create } from 'zustand';
import { pieceBytes, type ImportReport } from '#shared/bridge/exchange.ts';
import { bridge } from '../../bridge/index.ts';
import { loadAgents } from '../../stores/agents.ts';
import { errorText } from '../../ui/error-text.ts';

/** What became of one imported file. */
export type FileReport = { fileName: string } & (
  ({ kind: 'imported'; agentId: string; name: string } & ImportReport) | { kind: 'refused'; reason: string }
);

interface Imports {
  /** The file that is on its way, and how much of it is there, 0–1. */
  running: { fileName: string; share: number } | null;
  /** Null when there is nothing to tell. */
  reports: readonly FileReport[] | null;
}

export const useImports = create<Imports>()(() => ({ running: null, reports: null }));

/** A name for a document that carries none: the file's, without its ending. */
export const nameFromFile = (fileName: string): string =>
  fileName
    .replace(/\.(?:json|parley)$/i, '')
    .replaceAll(/[-_]+/g, ' ')
    .trim()
    .slice(0, 200) || 'Imported agent';

/** One after the other; the agent of the only file, when there is nothing to tell of it, else null. */
export async function importFiles(files: readonly File[]): Promise<string | null> {
  if (files.length === 0 || useImports.getState().running !== null) return null;
  const reports: FileReport[] = [];
  try {
    for (const file of files) reports.push(await importFile(file));
    await loadAgents();
  } finally {
    useImports.setState({ running: null });
  }
  const [only] = reports;
  if (reports.length === 1 && only?.kind === 'imported' && only.problems.length + only.notes.length === 0)
    return only.agentId;
  useImports.setState({ reports });
  return null;
}

async function importFile(file: File): Promise<FileReport> {
  try {
    const { workflow, ...report } = await bridge.call('exchange.import', {
      upload_id: await upload(file),
      name: nameFromFile(file.name),
    });
    return { kind: 'imported', fileName: file.name, agentId: workflow.id, name: workflow.name, ...report };
  } catch (thrown) {
    return { kind: 'refused', fileName: file.name, reason: errorText(thrown) };
  }
}

async function upload(file: File): Promise<string> {
  let id: string | null = null;
  let offset = 0;
  // An empty file is sent too: the studio says what is wrong with it.
  do {
    useImports.setState({
      running: { fileName: file.name, share: file.size === 0 ? 1 : offset / file.size },
    });
    const data = await base64Of(file.slice(offset, offset + pieceBytes));
    ({ upload_id: id } = await bridge.call('exchange.upload', { upload_id: id, data }));
    offset += pieceBytes;
  } while (offset < file.size);
  return id;
}

function base64Of(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      // `data:…;base64,` comes before it; an empty piece has nothing behind its comma.
      const text = typeof reader.result === 'string' ? reader.result : '';
      resolve(text.slice(text.indexOf(',') + 1));
    };
    reader.onerror = () => {
      reject(new Error('The file could not be read. It may have been moved or changed meanwhile.'));
    };
    reader.readAsDataURL(piece);
  });
}
