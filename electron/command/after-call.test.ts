/** What the command does after a call: a webhook to a server on this machine, and a review by a model of OpenAI's protocol. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#engine/base/logger.ts';
import { OpenAiServer } from '#engine/providers/openai/testing/openai-server.ts';
import { startApiServer, type ApiServer } from '#engine/tools/testing/api-server.ts';
import { openLibrary } from '#library/index.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { parley } from './testing/command.ts';

let dataDir: string;
let judge: OpenAiServer;
let server: ApiServer;
let status = 200;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-after-'));
  status = 200;
  server = await startApiServer((_request, response) => response.writeHead(status).end());
  judge = await OpenAiServer.start({
    reply: () => ({ text: '{"tags":[],"sentiment":"positive","score":9,"summary":"Went well."}' }),
  });
  const connections = [
    {
      id: 'judge',
      name: 'judge',
      preset: 'other',
      base_url: judge.baseUrl,
      created_at: '2026-11-26T00:00:00Z',
    },
  ];
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ connections }));
  await writeFile(join(dataDir, 'shop.json'), JSON.stringify(workflow()));
});
afterEach(async () => {
  await Promise.all([server.close(), judge.close()]);
  await rm(dataDir, { recursive: true, force: true });
});

const callShop = () =>
  parley('call', join(dataDir, 'shop.json'), '--text', 'bye', '--data', dataDir, '--json');
const position = { x: 0, y: 0 };
const workflow = () => ({
  nodes: [
    {
      id: 's',
      type: 'startCall',
      position,
      data: { name: 'Start', prompt: 'Say: "What can I do?"', greeting: 'Good day.' },
    },
    { id: 'e', type: 'endCall', position, data: { name: 'End', prompt: 'Say: "Goodbye."' } },
    { id: 'own', type: 'qa', position, data: { name: 'Own review' } },
    {
      id: 'other',
      type: 'qa',
      position,
      data: { name: 'Other review', qa_use_workflow_llm: false, qa_provider: 'judge', qa_model: 'm' },
    },
    {
      id: 'hook',
      type: 'webhook',
      position,
      data: {
        name: 'Tell the shop',
        endpoint_url: `${server.url}/calls`,
        payload_template: { score: '{{annotations.qa_other.score}}', outcome: '{{call_disposition}}' },
      },
    },
  ],
  edges: [
    {
      id: 'x',
      source: 's',
      target: 'e',
      data: { label: 'Done', condition: 'The caller is done.', caller_examples: ['bye'] },
    },
  ],
});

const after = (stdout: string): unknown[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent)
    .flatMap((event) => {
      if (event.type === 'qa-result')
        return [[event.payload.node_name, event.payload.outcome, event.payload.model]];
      return event.type === 'webhook-attempt' ? [[event.payload.node_name, event.payload.state]] : [];
    });

test('the call is reviewed, the webhook sent, and the run told with both', async () => {
  const { code, stdout, stderr } = await callShop();
  expect([code, stderr, after(stdout)]).toEqual([
    0,
    '',
    [
      ['Own review', 'skipped', null],
      ['Other review', 'reviewed', 'judge/m'],
      ['Tell the shop', 'succeeded'],
    ],
  ]);
  expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { score: 9, outcome: 'end_call_tool' },
  ]);
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { type: string; run: Run };
  expect([last.type, last.run.annotations['qa_other']]).toMatchObject([
    'run-completed',
    { score: 9, summary: 'Start: Went well.\nEnd: Went well.' },
  ]);
});

test('what could not be delivered is said and kept, and sent by the next call once it is due', async () => {
  status = 503;
  const first = await callShop();
  expect([first.code, first.stderr]).toEqual([
    0,
    '“Tell the shop” could not be delivered yet and will be tried again. The studio, or the next `parley call`, goes on with it.\n',
  ]);
  const library = await openLibrary({ dataDir, logger: silentLogger });
  await library.redeliver(String(server.requests[0]?.headers['x-delivery-uuid']));
  await library.close();
  status = 200;
  const second = await callShop();
  const uuids = server.requests.map(({ headers }) => headers['x-delivery-uuid']);
  expect([second.code, second.stderr, uuids.length, new Set(uuids).size]).toEqual([0, '', 3, 2]);
});
