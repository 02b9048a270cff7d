/** Broken documents and recordings, given to the command: each is refused in clear words, and leaves nothing behind. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { openLibrary } from '#library/index.ts';
import type { Run } from '#shared/domain/run.ts';
import type { WorkflowDocument, WorkflowProblem } from '#shared/domain/workflow.ts';
import {
  brokenDocuments,
  goodDocument,
  oddDocuments,
  type BrokenDocument,
  type Place,
} from './testing/broken-documents.ts';
import { brokenRecordings, oddRecordings } from './testing/broken-recordings.ts';
import { parley, type Answer } from './testing/command.ts';
import { oneOf } from './testing/draw.ts';

const documentsOfAKind = 4;
const recordingsOfAKind = 2;

let folder: string;
let dataDir: string;
let goodWav: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-malformed-'));
  dataDir = join(folder, 'data');
  goodWav = join(folder, 'good.wav');
  await writeFile(goodWav, wavBytes(new Int16Array(320), { sampleRateHz: 16_000, channels: 1 }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function newPath(extension: string): string {
  files += 1;
  return join(folder, `file-${String(files)}.${extension}`);
}

function lineStart({ kind, id, field }: Place): string {
  return `  ${[kind, id, field].filter((part) => part !== null).join(' ')}: `;
}

/** What a person reads: whole sentences, nothing of the machinery, nothing that a terminal would obey. */
function expectClear(text: string): void {
  expect(text).toMatch(/^[^\n]+(\n {2}[^\n]+)*\n$/);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  expect(text).not.toMatch(/\n\s+at |Error:|undefined is|\[object |Cannot read|is not a function|internal/);
  expect(text.length).toBeLessThan(12_000);
  for (const line of text.trimEnd().split('\n')) expect(line.slice(-60)).toMatch(/[.)]$/);
}

/** The data directory has not even been made: no library, no run, no folder of a run. */
function expectUntouched(): void {
  expect(existsSync(dataDir)).toBe(false);
}

async function refuses({ bytes, place, says }: BrokenDocument): Promise<void> {
  const path = newPath('json');
  await writeFile(path, bytes);
  try {
    const called = await parley('call', path, '--text', 'hello', '--fast', '--data', dataDir);
    expect({ ...called, stderr: '' }).toEqual({ code: 2, stdout: '', stderr: '' });
    expectClear(called.stderr);
    const [file, ...lines] = called.stderr.split('\n');
    expect(file).toBe(`${path} is not a valid workflow.`);
    const about = lines.filter((line) => line.startsWith(lineStart(place)));
    expect(about, called.stderr.slice(0, 2000)).not.toEqual([]);
    if (says) expect(called.stderr).toMatch(says);

    const validated = await parley('validate', path, '--data', dataDir);
    expect({ ...validated, stdout: '' }).toEqual({ code: 2, stdout: '', stderr: '' });
    const problems = JSON.parse(validated.stdout) as WorkflowProblem[];
    const named = problems.filter(({ kind, field }) => kind === place.kind && field === place.field);
    expect(named).not.toEqual([]);
    expectUntouched();
  } finally {
    await rm(path);
  }
}

describe('a malformed workflow document', () => {
  it.each(Object.entries(brokenDocuments))('is refused: %s', async (_what, breakOne) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), (draw) => refuses(breakOne(draw))),
      { numRuns: documentsOfAKind, endOnFailure: true },
    );
  });

  it('is meant by at least 200 of these', () => {
    expect(Object.keys(brokenDocuments).length * documentsOfAKind).toBeGreaterThanOrEqual(200);
  });

  it('is refused before the caller is looked at, and a sound file is not one', async () => {
    const answers = [
      await parley('call', goodWav, '--audio', goodWav, '--fast', '--data', dataDir),
      await parley('call', goodWav, '--audio', join(folder, 'missing.wav'), '--data', dataDir),
    ];
    for (const { code, stderr } of answers) {
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(goodWav) as string });
      expectClear(stderr);
    }
    expectUntouched();
  });

  it('is refused when a draft of the library is called, and no run begins', async () => {
    const withDraft = join(folder, 'with-draft');
    const library = await openLibrary({ dataDir: withDraft, logger: silentLogger });
    const document: WorkflowDocument = { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } };
    await library.saveWorkflow({ name: 'Half an idea', document });
    await library.close();
    const { code, stdout, stderr } = await parley(
      'call',
      'Half an idea',
      '--text',
      'hi',
      '--data',
      withDraft,
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'Half an idea is not a valid workflow.\n  workflow nodes: The workflow has no start node, so a call cannot begin. Add one.\n',
    });
    await expectRuns(withDraft, 0);
  });

  it('that is no file at all is named', async () => {
    const asFolder = newPath('json');
    await mkdir(asFolder);
    const elsewhere = join(folder, 'empty-library');
    for (const name of [asFolder, join(folder, 'nowhere.json')]) {
      const { code, stdout, stderr } = await parley('call', name, '--text', 'hello', '--data', elsewhere);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain(`There is no workflow ${name}`);
      expectClear(stderr);
    }
    const device = await parley('call', '/dev/zero', '--text', 'hello', '--data', elsewhere);
    expect(device).toEqual({
      code: 2,
      stdout: '',
      stderr: '/dev/zero is not a valid workflow.\n  workflow: The file is a device, not a file.\n',
    });
    await expectRuns(elsewhere, 0);
  });
});

/** Every run of the library is over, and only runs have folders. */
async function expectRuns(directory: string, count: number): Promise<void> {
  const listed = await parley('runs', 'list', '--json', '--data', directory);
  const runs = JSON.parse(listed.stdout) as Run[];
  expect(runs.map(({ state, status }) => ({ state, status }))).toEqual(
    Array.from({ length: count }, () => ({ state: 'completed', status: 'completed' })),
  );
  const folders = await readdir(join(directory, 'runs')).catch(() => []);
  expect(folders.filter((id) => !runs.some((run) => run.id === id))).toEqual([]);
}

/** The record that a successful call prints last. */
function lastRun({ stdout }: Answer): Run {
  return (JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}') as { run: Run }).run;
}

describe('an odd but good workflow document', () => {
  it('is valid', async () => {
    for (const [what, write] of Object.entries(oddDocuments)) {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (draw) => {
          const path = newPath('json');
          await writeFile(path, write(goodDocument(draw)));
          const answer = await parley('validate', path);
          expect({ what, ...answer, stdout: '' }).toEqual({ what, code: 0, stdout: '', stderr: '' });
          const findings = JSON.parse(answer.stdout) as { severity: string }[];
          expect(findings.filter(({ severity }) => severity !== 'warning')).toEqual([]);
        }),
        { numRuns: 4, endOnFailure: true },
      );
    }
  });

  it('is called to its end', async () => {
    const library = join(folder, 'odd-documents');
    const hard = [
      'with keys that nobody knows',
      'with names that would steer a terminal',
      'with agents in a circle',
    ];
    for (const what of hard) {
      const path = newPath('json');
      const [draft] = fc.sample(fc.gen(), { numRuns: 1, seed: 1 });
      if (draft) await writeFile(path, oddDocuments[what]?.(goodDocument(draft)) ?? '');
      const answer = await parley('call', path, '--text', 'hi', '--text', 'yes please', '--data', library);
      expect({ what, code: answer.code, stderr: answer.stderr }).toEqual({ what, code: 0, stderr: '' });
      expect(lastRun(answer)).toMatchObject({ state: 'completed', status: 'completed' });
    }
    await expectRuns(library, hard.length);
  }, 30_000);
});

describe('a malformed recording', () => {
  it.each(Object.entries(brokenRecordings))('is refused: %s', async (_what, breakOne) => {
    const property = fc.asyncProperty(fc.gen(), async (draw) => {
      const { bytes, says } = breakOne(draw);
      const wanted = newPath('wav');
      const path = typeof bytes === 'function' ? await bytes(wanted) : wanted;
      if (typeof bytes !== 'function') await writeFile(path, bytes);
      try {
        const audio = oneOf(draw, [[path], [goodWav, path], [path, goodWav]]);
        const words = audio.flatMap((file) => ['--audio', file]);
        const answer = await parley('call', 'survey', ...words, '--fast', '--data', dataDir);
        expect({ ...answer, stderr: '' }).toEqual({ code: 3, stdout: '', stderr: '' });
        expect(answer.stderr.startsWith(`The recording ${path} `)).toBe(true);
        expect(answer.stderr).toMatch(says);
        expectClear(answer.stderr);
        expectUntouched();
      } finally {
        await rm(wanted, { recursive: true, force: true });
      }
    });
    await fc.assert(property, { numRuns: recordingsOfAKind, endOnFailure: true });
  });

  it('is meant by at least 50 of these', () => {
    expect(Object.keys(brokenRecordings).length * recordingsOfAKind).toBeGreaterThanOrEqual(50);
  });
});

it('a data directory that cannot hold runs is named, and nothing is begun in it', async () => {
  const crooked = join(folder, 'crooked');
  await mkdir(crooked);
  await writeFile(join(crooked, 'runs'), 'a file');
  const answer = await parley('call', 'survey', '--audio', goodWav, '--fast', '--data', crooked);
  expect(answer).toEqual({
    code: 3,
    stdout: '',
    stderr: `${join(crooked, 'runs')} is not a folder. Choose another data directory.\n`,
  });
});

describe('an odd but playable recording', () => {
  it('is heard: a caller who brings all of them is listened to until the end', async () => {
    const library = join(folder, 'odd-recordings');
    const words: string[] = [];
    for (const bytes of Object.values(oddRecordings)) {
      const path = newPath('wav');
      await writeFile(path, bytes);
      words.push('--audio', path);
    }
    const answer = await parley('call', 'survey', ...words, '--fast', '--data', library);
    expect({ code: answer.code, stderr: answer.stderr }).toEqual({ code: 0, stderr: '' });
    expect(lastRun(answer).gathered_context.call_disposition).toBe('user_hangup');
    await expectRuns(library, 1);
  }, 60_000);
});
