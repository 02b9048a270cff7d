/** Opens a bundle, distrusting all of it: sizes, names, counts, ratios and hashes are checked before anything is used. */
import { createHash } from 'node:crypto';
import { unzipSync, type UnzipFileInfo } from 'fflate';
import { WorkflowError } from '#engine/base/errors.ts';
import { shorten } from '#shared/base/shorten.ts';
import type { ImportNote } from '#shared/exchange/import-note.ts';
import {
  bundleLimits,
  bundleVersion,
  callersFile,
  manifestFile,
  manifestSchema,
  recordingFile,
  workflowFile,
  type BundleManifest,
} from './format.ts';

export interface OpenedBundle {
  manifest: BundleManifest;
  workflowText: string;
  /** By id. */
  recordings: Map<string, Uint8Array>;
  notes: ImportNote[];
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`;
const refuse = (reason: string, cause?: unknown): WorkflowError =>
  new WorkflowError('workflow-invalid', `This is not an agent bundle that can be opened: ${reason}`, {
    cause,
  });

/** Local file header (APPNOTE.TXT §4.3.7), or the end record of an empty archive. */
export const looksLikeZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05);

/** @throws WorkflowError that says what is wrong with it */
export function readBundle(bytes: Uint8Array): OpenedBundle {
  if (bytes.length > bundleLimits.packedBytes)
    throw refuse(
      `it has ${megabytes(bytes.length)}, at most ${megabytes(bundleLimits.packedBytes)} are read.`,
    );
  const files = unpack(bytes);
  const manifest = manifestOf(files);
  const notes: ImportNote[] = [];
  if (manifest.version > bundleVersion)
    notes.push({
      place: null,
      message: `The bundle was made by a newer Parley (its format is ${manifest.version}, this one reads ${bundleVersion}). What this Parley does not know is left out; update Parley to use all of it.`,
    });
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const file = files.get(name);
    if (!file) throw refuse(`its file “${shorten(name)}” is missing. Copy the bundle again.`);
    if (createHash('sha256').update(file).digest('hex') !== sha256)
      throw refuse(`its file “${shorten(name)}” is damaged. Copy the bundle again.`);
  }
  const workflow = Object.hasOwn(manifest.files, workflowFile) ? files.get(workflowFile) : undefined;
  if (!workflow) throw refuse('it has no workflow in it.');
  const recordings = new Map<string, Uint8Array>();
  for (const { id, name } of manifest.recordings) {
    const file = Object.hasOwn(manifest.files, recordingFile(id)) ? files.get(recordingFile(id)) : undefined;
    if (file) recordings.set(id, file);
    else
      notes.push({
        place: name,
        message: 'The sound of this recording is not in the bundle; its text is spoken instead.',
      });
  }
  const known = new Set([
    manifestFile,
    workflowFile,
    callersFile,
    ...manifest.recordings.map(({ id }) => recordingFile(id)),
  ]);
  const unknown = [...files.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0)
    notes.push({
      place: null,
      message: `Left out, not known here: ${unknown
        .slice(0, 5)
        .map((name) => shorten(name))
        .join(', ')}${unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''}.`,
    });
  for (const place of manifest.left_out)
    notes.push({
      place: null,
      message: `${place} was taken out before the bundle was made: fill it in again.`,
    });
  return { manifest, workflowText: textOf(workflow), recordings, notes };
}

function unpack(bytes: Uint8Array): Map<string, Uint8Array> {
  const names = new Set<string>();
  let unpackedBytes = 0;
  const check = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    // Folders have entries of their own in some archives.
    if (name.endsWith('/') && originalSize === 0 && isInside(name.slice(0, -1))) return false;
    if (!isInside(name))
      throw refuse(`it holds a file with the name “${shorten(name)}”, which leads out of it.`);
    if (names.has(name)) throw refuse(`it holds two files with the name “${shorten(name)}”.`);
    names.add(name);
    unpackedBytes += originalSize;
    const mostBytes = name.endsWith('.wav') ? bundleLimits.recordingBytes : bundleLimits.workflowBytes;
    if (names.size > bundleLimits.files) throw refuse(`it holds more than ${bundleLimits.files} files.`);
    if (originalSize > mostBytes)
      throw refuse(
        `its file “${shorten(name)}” would have ${megabytes(originalSize)}, at most ${megabytes(mostBytes)} are read.`,
      );
    if (unpackedBytes > bundleLimits.unpackedBytes)
      throw refuse(`it would have more than ${megabytes(bundleLimits.unpackedBytes)} when it is unpacked.`);
    if (unpackedBytes > bundleLimits.ratioFreeBytes && unpackedBytes > bundleLimits.ratio * bytes.length)
      throw refuse('it would grow beyond measure when it is unpacked.');
    // A size that is told smaller than it is would only cut the file, which its hash then shows.
    return size >= 0;
  };
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter: check })));
  } catch (cause) {
    if (cause instanceof WorkflowError) throw cause;
    throw refuse('it is no zip file, or a damaged one. Copy it again.', cause);
  }
}

/** Nothing is written by these names; one that leads elsewhere is still the mark of a file that means harm. */
const isInside = (name: string): boolean =>
  name !== '' &&
  !/[\\:\0]/.test(name) &&
  name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

function manifestOf(files: ReadonlyMap<string, Uint8Array>): BundleManifest {
  const file = files.get(manifestFile);
  if (!file) throw refuse('it has no manifest.json in it.');
  let value: unknown;
  try {
    value = JSON.parse(textOf(file));
  } catch (cause) {
    throw refuse('its manifest.json is not JSON.', cause);
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(
    `its manifest.json is not right: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}.`,
  );
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse('a text in it is not UTF-8.', cause);
  }
}
