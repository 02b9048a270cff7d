/** A whole spoken call of the command with hosted models: servers of OpenAI's protocol on this machine, one of which fails. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OpenAiServer } from '#engine/providers/openai/testing/openai-server.ts';
import type { RunEvent, RunEventPayload, RunEventType } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { parley } from './testing/command.ts';

let dataDir: string;
let broken: OpenAiServer;
let sound: OpenAiServer;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-hosted-'));
  broken = await OpenAiServer.start({
    fault: (stage) => (stage === 'llm' ? { status: 500 } : null),
  });
  sound = await OpenAiServer.start({ reply: () => ({ text: 'Very well. What would you like to say?' }) });
  const connection = (id: string, { baseUrl }: OpenAiServer) => ({
    id,
    name: id,
    preset: 'other',
    base_url: baseUrl,
    created_at: '2026-11-26T00:00:00Z',
  });
  const connections = [connection('broken', broken), connection('sound', sound)];
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ connections }));
});
afterEach(async () => {
  await Promise.all([broken.close(), sound.close()]);
  await rm(dataDir, { recursive: true, force: true });
});

const workflow = {
  nodes: [
    {
      id: 'start',
      type: 'startCall',
      position: { x: 0, y: 0 },
      data: { name: 'Start', prompt: 'Talk.', greeting: 'Good day.', allow_interrupt: true },
    },
    { id: 'end', type: 'endCall', position: { x: 0, y: 9 }, data: { name: 'End', prompt: 'Say goodbye.' } },
  ],
  edges: [
    {
      id: 'done',
      source: 'start',
      target: 'end',
      data: { label: 'Done', condition: 'The caller is done.', caller_examples: ['yes'] },
    },
  ],
  workflow_configurations: {
    providers: {
      llm: [
        { connection: 'broken', model: 'm' },
        { connection: 'sound', model: 'm' },
      ],
      tts: [{ connection: 'sound', model: 'v' }],
    },
  },
};

function payloads<T extends RunEventType>(events: readonly RunEvent[], type: T): RunEventPayload<T>[] {
  return events.filter((event) => event.type === type).map((event) => event.payload as RunEventPayload<T>);
}

test('the next model answers in the same turn, and the run says who gave way, who answered and who spoke', async () => {
  const file = join(dataDir, 'agent.json');
  await writeFile(file, JSON.stringify(workflow));
  const { code, stdout } = await parley('call', file, '--say', 'yes', '--fast', '--data', dataDir);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent & { run?: Run });
  const run = lines.at(-1)?.run;
  expect({
    code,
    started: payloads(lines, 'run-start')[0]?.providers,
    fallback: payloads(lines, 'provider-fallback')[0],
    answered: [...new Set(payloads(lines, 'usage').map(({ provider, model }) => `${provider}/${model}`))],
    said: payloads(lines, 'agent-text')
      .map(({ text }) => text)
      .join(' '),
    speakers: Object.keys(run?.usage_info?.tts ?? {}),
    cost: run?.cost_info?.total_usd,
  }).toEqual({
    code: 0,
    started: expect.objectContaining({
      llm: 'broken/m',
      tts: 'sound/v',
      stt: 'grammar/soundswallower-en-us',
    }) as unknown,
    fallback: {
      stage: 'llm',
      from: 'broken/m',
      to: 'sound/m',
      code: 'provider-failed',
      message: expect.stringContaining('500') as string,
    },
    answered: ['sound/m'],
    said: expect.stringMatching(/^Good day\. Very well\./) as string,
    speakers: ['sound|||v'],
    // Nobody knows what a server of one's own costs.
    cost: null,
  });
});
