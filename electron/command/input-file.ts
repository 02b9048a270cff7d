/** Files that a person names: read whole, or refused in words. */
import { open } from 'node:fs/promises';

/** A file that cannot be read. The message is a clause without its subject: “does not exist”. */
export class UnreadableFile extends Error {}

const reasons: Partial<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a part of its path is a file, not a folder',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by you',
  EPERM: 'may not be read by you',
  ELOOP: 'is a link that leads back to itself',
  ENAMETOOLONG: 'has a name too long for this system',
};

/**
 * All bytes of a file or a pipe, at most `maxBytes`: what has no end is refused.
 *
 * Throws UnreadableFile.
 */
export async function readInputFile(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readBounded(path, maxBytes);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UnreadableFile(reasons[code ?? ''] ?? `cannot be read (${message})`, { cause: error });
  }
}

async function readBounded(path: string, maxBytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw new UnreadableFile('is a folder, not a file');
    if (stats.isCharacterDevice() || stats.isBlockDevice())
      throw new UnreadableFile('is a device, not a file');
    if (stats.size > maxBytes) throw tooLarge(maxBytes);
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      parts.push(part);
    }
    return Buffer.concat(parts);
  } finally {
    await file.close();
  }
}

function tooLarge(maxBytes: number): UnreadableFile {
  return new UnreadableFile(`is larger than ${String(maxBytes / 1_000_000)} MB, the most that is read`);
}
