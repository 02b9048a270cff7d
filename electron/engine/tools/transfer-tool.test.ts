import { afterEach, describe, expect, it } from 'vitest';
import { createToolSet, type TransferPort } from './index.ts';
import { json, startApiServer, type Answering, type ApiServer } from './testing/api-server.ts';
import type { Tool } from './tool.ts';

const servers: ApiServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
const serve = async (answer: Answering): Promise<ApiServer> => {
  const server = await startApiServer(answer);
  servers.push(server);
  return server;
};

type Wish = Parameters<TransferPort['transfer']>[0];
const clock = { now: new Date('2026-03-05T09:00:00Z'), timeZone: 'UTC' };

/** Uses the tool in a call whose line is busy; answers who was to be called, and what the model was told. */
async function use(
  config: object,
  { given = {}, initial = {}, gathered = {}, isTelephone = true } = {},
): Promise<{ made: Tool; wish: Wish | null; told: unknown }> {
  let wish: Wish | null = null;
  const transfer: TransferPort = {
    transfer: (wanted) => {
      wish = wanted;
      return Promise.resolve({ failure: 'The other end is busy.' });
    },
  };
  const [made] = createToolSet(
    [{ tool_uuid: 'u', name: 'To a person', definition: { type: 'transfer_call', config: { ...config } } }],
    { secrets: { credential: () => Promise.resolve(null) }, ...(isTelephone ? { transfer } : {}) },
  ).pick(['u']);
  if (!made) throw new Error('no tool');
  const context = { ...initial, initial_context: initial, gathered_context: gathered };
  const { result } = await made.run(given, { context, clock }, new AbortController().signal);
  return { made, wish, told: result.status === 'error' ? result.error : result };
}

describe('a transfer tool', () => {
  it('says its message, then calls the destination; what came of it is told in words', async () => {
    const used = await use(
      {
        destination: '{{team_number}}',
        messageType: 'custom',
        customMessage: 'One moment, {{name}}.',
        timeout: 20,
        whisper: 'It is about {{gathered_context.topic}}.',
      },
      { initial: { team_number: '+49301234', name: 'Ada' }, gathered: { topic: 'a refund' } },
    );
    expect({
      speech: used.made.speech,
      endsCall: used.made.endsCall,
      wish: used.wish,
      told: used.told,
    }).toEqual({
      speech: 'One moment, {{name}}.',
      endsCall: false,
      wish: { to: '+49301234', timeoutMs: 20_000, message: '', whisper: 'It is about a refund.' },
      told: 'The caller could not be connected: The other end is busy. Go on with the caller yourself.',
    });
  });

  it('calls nobody when the destination comes to nothing', async () => {
    const { wish, told } = await use({ destination: '{{nobody}}' });
    expect([wish, told]).toEqual([
      null,
      'There is nobody to connect the caller with: the destination is empty. Tell the caller.',
    ]);
  });

  it('connects nobody where there is no telephone, and says so', async () => {
    const { told } = await use({ destination: '+49301234' }, { isTelephone: false });
    expect(told).toMatch(/not a telephone call/);
  });

  const mapping = {
    destination_source: 'context_mapping',
    context_mapping: {
      rules: [
        {
          context_path: 'initial_context.tier',
          routes: [{ context_value: 'gold', destination: 'sip:vip@pbx' }],
        },
        { context_path: 'topic', routes: [{ context_value: 'Refund', destination: '+491' }] },
      ],
      fallback_destination: '+499',
    },
  };

  it.each([
    [
      'the first rule that fits',
      { initial: { tier: ' Gold ' }, gathered: { topic: 'refund' } },
      'sip:vip@pbx',
    ],
    ['a value that was gathered', { gathered: { topic: 'REFUND' } }, '+491'],
    ['an extracted variable', { gathered: { extracted_variables: { topic: 'refund' } } }, '+491'],
    ['the fall-back where none fits', { gathered: { topic: 'hours' } }, '+499'],
  ])('chooses by %s', async (_what, contexts, to) => {
    expect((await use(mapping, contexts)).wish?.to).toBe(to);
  });

  it('reads the one rule of older documents', async () => {
    const old = { context_path: 'topic', routes: [{ context_value: 'a', destination: '+492' }] };
    const config = { destination_source: 'context_mapping', context_mapping: old };
    expect((await use(config, { gathered: { topic: 'a' } })).wish?.to).toBe('+492');
  });

  it('asks a server whom to call, with the values of model and document, and says what it is told to', async () => {
    const server = await serve(
      json({ transfer_context: { destination: ' +493 ', custom_message: 'I connect you with Berlin.' } }),
    );
    const used = await use(
      {
        destination_source: 'dynamic',
        messageType: 'custom',
        customMessage: 'Not said.',
        resolver: {
          url: `${server.url}/route`,
          wait_message: 'Let me see who is there.',
          parameters: [{ name: 'city', type: 'string', description: 'City' }],
          preset_parameters: [{ name: 'from', type: 'string', value_template: '{{caller_number}}' }],
        },
      },
      { given: { city: 'Berlin' }, initial: { caller_number: '+44' } },
    );
    expect({
      speech: used.made.speech,
      wish: used.wish,
      asked: server.requests.map(({ method, path, body }) => [method, path, JSON.parse(body) as unknown]),
    }).toEqual({
      speech: 'Let me see who is there.',
      wish: { to: '+493', timeoutMs: 30_000, message: 'I connect you with Berlin.', whisper: '' },
      asked: [['POST', '/route', { city: 'Berlin', from: '+44' }]],
    });
  });

  it.each([
    ['answers with an error', json({}, 503), /answered 503/],
    ['names nobody', json({ transfer_context: {} }), /names nobody/],
    ['answers too late', () => undefined, /did not say within 0.5 s/],
  ])('calls nobody when the server %s', async (_what, answer, told) => {
    const server = await serve(answer);
    const used = await use({
      destination_source: 'dynamic',
      resolver: { url: server.url, timeout_ms: 500 },
    });
    expect(used.wish).toBeNull();
    expect(used.told).toMatch(told);
  });
});
