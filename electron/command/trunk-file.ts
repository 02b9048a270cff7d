/** A trunk from a JSON file; what it need not say is filled in. */
import { z } from 'zod';
import { ConfigError, StudioError } from '#engine/base/errors.ts';
import { trunkSchema, type Trunk } from '#shared/domain/trunk.ts';
import { parseJsonText } from '../ipc/json-text.ts';
import { readInputFile, UnreadableFile } from './input-file.ts';

/** Many times the largest, which holds a certificate authority. */
const longestFileBytes = 1_000_000;

const fileSchema = z.looseObject({ name: z.string(), id: z.string().optional() });

/** @throws ConfigError with what is wrong with the file */
export async function readTrunk(path: string): Promise<Trunk> {
  const value = fileSchema.safeParse(await readJson(path));
  if (!value.success)
    throw new ConfigError(
      'config-invalid',
      `${path} is no trunk: it needs at least a name, a kind (registered or ip) and a server.`,
    );
  const { name, id = idOf(name), ...rest } = value.data;
  const parsed = trunkSchema.safeParse({
    preset: 'other',
    created_at: new Date().toISOString(),
    ...rest,
    name,
    id,
  });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path: field, message }) => `${field.join('.')}: ${message}`);
  throw new ConfigError('config-invalid', `${path} is no trunk: ${problems.join('; ')}`);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return parseJsonText(new TextDecoder().decode(await readInputFile(path, longestFileBytes)));
  } catch (error) {
    if (error instanceof UnreadableFile) throw new ConfigError('config-invalid', `${path} ${error.message}.`);
    if (error instanceof StudioError)
      throw new ConfigError('config-invalid', `${path} is no trunk: ${error.message}`, { cause: error });
    throw error;
  }
}

/** `Office line` → `office-line`. */
function idOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return plain.slice(0, 40).replace(/^-+|-+$/g, '') || 'trunk';
}
