import { createHash } from 'node:crypto';
import { zipSync, type Zippable } from 'fflate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { StudioError } from '#engine/base/errors.ts';
import type { Recording } from '#shared/domain/sound.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { bundleLimits } from './format.ts';
import { packBundle } from './pack-bundle.ts';
import { readBundle } from './read-bundle.ts';

const sound = wavBytes(
  Int16Array.from({ length: 1600 }, (_, at) => at * 7),
  { sampleRateHz: 16_000, channels: 1 },
);
const recording: Recording = {
  id: 'hello',
  name: 'Hello',
  transcript: 'Hello there.',
  created_at: '2026-11-26T08:00:00.000Z',
  duration_ms: 100,
  original_file_name: 'hello.wav',
};
const document: WorkflowDocument = {
  name: 'Desk',
  nodes: [
    {
      id: 's',
      type: 'startCall',
      position: { x: 0, y: 0 },
      data: { name: 'Start', prompt: 'My password is a secret.' },
    },
    {
      id: 'q',
      type: 'qa',
      position: { x: 0, y: 0 },
      data: { name: 'Review', qa_api_key: 'sk-123', qa_model: 'm' },
    },
  ],
  edges: [],
  viewport: { x: 0, y: 0, zoom: 1 },
  workflow_configurations: {
    tools: [
      {
        tool_uuid: 't',
        name: 'Look up',
        definition: {
          type: 'http_api',
          config: {
            url: 'https://me:pass@shop.test/orders',
            headers: { Authorization: 'Bearer abc', 'X-Api-Key': '{{api_key}}', Accept: 'application/json' },
            credential_uuid: 'shop-key',
            preset_parameters: [
              { name: 'access_token', value_template: 'xyz' },
              { name: 'shop', value_template: '7' },
            ],
          },
        },
      },
    ],
  },
};
const content = {
  name: 'Desk',
  document,
  appVersion: '0.1.0',
  createdAt: '2026-11-26T09:00:00.000Z',
  recordings: [{ recording, wav: sound }],
  credentials: [
    { id: 'shop-key', name: 'Shop' },
    { id: 'other', name: 'Of another agent' },
  ],
};

describe('a bundle', () => {
  test('opens with its workflow, its recordings, and no secret', () => {
    const { bytes, leftOut } = packBundle(content);
    const { manifest, workflowText, recordings } = readBundle(bytes);
    const tool = {
      url: 'https://shop.test/orders',
      headers: { Authorization: '', 'X-Api-Key': '{{api_key}}', Accept: 'application/json' },
      credential_uuid: 'shop-key',
      preset_parameters: [
        { name: 'access_token', value_template: '' },
        { name: 'shop', value_template: '7' },
      ],
    };
    expect({ manifest, recordings: [...recordings], leftOut }).toEqual({
      manifest: expect.objectContaining({
        format: 'parley-agent',
        version: 1,
        name: 'Desk',
        recordings: [recording],
        credentials: [{ id: 'shop-key', name: 'Shop' }],
        left_out: leftOut,
      }) as unknown,
      recordings: [['hello', new Uint8Array(sound)]],
      leftOut: [
        '“qa_api_key” of “Review” (q)',
        'the password in an address of the tool “Look up”',
        '“Authorization” of the tool “Look up”',
        '“access_token” of the tool “Look up”',
      ],
    });
    const text = Buffer.from(bytes).toString('latin1') + workflowText;
    for (const secret of ['sk-123', 'Bearer abc', 'me:pass', 'xyz']) expect(text).not.toContain(secret);
    expect(JSON.parse(workflowText)).toMatchObject({
      name: 'Desk',
      workflow_definition: { nodes: [document.nodes[0], { data: { qa_api_key: '', qa_model: 'm' } }] },
      workflow_configurations: { tools: [{ definition: { config: tool } }] },
    });
  });

  test('that is damaged anywhere is refused, or is the same; never a crash', () => {
    const { bytes } = packBundle(content);
    const whole = readBundle(bytes).workflowText;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(bytes.length),
        (changes, cut) => {
          const broken = bytes.slice(0, cut < bytes.length / 4 ? cut : bytes.length);
          for (const [at, value] of changes) if (at < broken.length) broken[at] = value;
          try {
            expect(readBundle(broken).workflowText).toBe(whole);
          } catch (error) {
            if (!(error instanceof StudioError)) throw error;
            expect(error.message).toMatch(/bundle/);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const hashed = (file: Uint8Array): object => ({
  size_bytes: file.length,
  sha256: createHash('sha256').update(file).digest('hex'),
});
const workflow = text({ nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } });
const manifest = (more: object = {}): Uint8Array =>
  text({
    format: 'parley-agent',
    version: 1,
    app_version: '1',
    name: 'x',
    created_at: '',
    files: { 'workflow.json': hashed(workflow) },
    ...more,
  });
const zip = (files: Zippable): Uint8Array => zipSync(files);
const failure = (bytes: Uint8Array): string => {
  try {
    readBundle(bytes);
    return 'opened';
  } catch (error) {
    return error instanceof StudioError ? error.message : String(error);
  }
};

describe('a zip', () => {
  test.each(['../evil.json', '/etc/passwd', 'a/../../b', 'C:\\x', 'a\\b', './x', 'a//b'])(
    'with a file %s is refused',
    (name) => {
      expect(
        failure(zip({ 'manifest.json': manifest(), 'workflow.json': workflow, [name]: workflow })),
      ).toMatch(/leads out of it/);
    },
  );

  test('that would grow beyond measure is refused before it is unpacked', () => {
    const zeros = new Uint8Array(19_000_000);
    const startedAt = performance.now();
    expect(
      failure(
        zip({
          'manifest.json': manifest(),
          'a.json': [zeros, { level: 1 }],
          'b.json': [zeros, { level: 1 }],
        }),
      ),
    ).toMatch(/beyond measure/);
    const huge = zip({ 'manifest.json': manifest(), 'a.json': workflow });
    // The size that the directory tells: its third field of four bytes from the end of the name's header.
    const view = new DataView(huge.buffer);
    for (let at = 0; at + 46 < huge.length; at += 1)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 4_000_000_000, true);
    expect(failure(huge)).toMatch(/would have 4000 MB, at most/);
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });

  test('with more files than a bundle may have is refused', () => {
    const files = Object.fromEntries(
      Array.from({ length: bundleLimits.files + 1 }, (_, at) => [`f${at}`, new Uint8Array()]),
    );
    expect(failure(zip(files))).toMatch(/more than 2000 files/);
  });

  test.each([
    ['no manifest', { 'workflow.json': workflow }, /no manifest/],
    ['a manifest that is no JSON', { 'manifest.json': new Uint8Array([1, 2]) }, /not JSON/],
    ['another manifest', { 'manifest.json': text({ format: 'other' }) }, /format/],
    ['no workflow', { 'manifest.json': manifest({ files: {} }) }, /no workflow/],
    ['a changed workflow', { 'manifest.json': manifest(), 'workflow.json': text({}) }, /damaged/],
    ['a missing workflow', { 'manifest.json': manifest() }, /missing/],
  ])('with %s is refused', (_what, files, message) => {
    expect(failure(zip(files))).toMatch(message);
  });

  test('of a newer version opens, and says that it may not be all', () => {
    const { notes } = readBundle(
      zip({ 'manifest.json': manifest({ version: 7 }), 'workflow.json': workflow, 'video.mp4': workflow }),
    );
    expect(notes.map(({ message }) => message)).toEqual([
      expect.stringContaining('newer Parley (its format is 7'),
      'Left out, not known here: video.mp4.',
    ]);
  });

  test('that is none is refused', () => {
    expect(failure(new Uint8Array([0x50, 0x4b, 3, 4, 9, 9]))).toMatch(/no zip file/);
  });
});
