import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogFields } from '#engine/base/logger.ts';
import { json, startApiServer, type Answering, type ApiServer } from '#engine/tools/testing/api-server.ts';
import type { MethodInput, MethodName, MethodOutput } from '#shared/bridge/contract.ts';
import type { ToolDocument } from '#shared/domain/tool.ts';
import { createDispatch } from './dispatch.ts';
import { openStudioFixture, type StudioFixture } from './testing/studio-fixture.ts';

let fixture: StudioFixture;
let server: ApiServer;
let answer: Answering;
const logged: [string, LogFields | undefined][] = [];

beforeAll(async () => {
  fixture = await openStudioFixture({ log: (_level, message, fields) => logged.push([message, fields]) });
  server = await startApiServer((request, response) => {
    answer(request, response);
  });
});
afterAll(async () => {
  await server.close();
  await fixture.dispose();
});

async function call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>> {
  const { studio, settings, logger } = fixture;
  const reply = await createDispatch({ studio, settings, door: 'browser', logger })(method, input);
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.value as MethodOutput<M>;
}

const tool = (config: Record<string, unknown>, id = 'weather'): ToolDocument => ({
  tool_uuid: id,
  name: 'Weather',
  description: 'Tells the weather.',
  definition: { schema_version: 1, type: 'http_api', config },
  caller_examples: ['is it raining'],
});
const tryIt = async (config: Record<string, unknown>, rest: Partial<MethodInput<'tools.try'>> = {}) => {
  const done = await call('tools.try', { try_id: 't1', tool: tool(config), ...rest });
  if (done.kind !== 'http') throw new Error('no HTTP tool');
  return done;
};

describe('the library of tools', () => {
  it('keeps masters, tells which agents carry them, and refuses what another window has changed', async () => {
    const first = await call('tools.save', { tool: tool({ url: 'https://a.example' }) });
    expect(first.tool).toEqual(tool({ url: 'https://a.example' }));
    const copy = { ...first.tool, library_updated_at: first.updated_at };
    const agent = await call('workflows.save', {
      name: 'Rain desk',
      document: {
        nodes: [
          {
            id: 'n1',
            type: 'agentNode',
            position: { x: 0, y: 0 },
            data: { name: 'Ask', tool_uuids: ['weather'] },
          },
        ],
        edges: [],
        workflow_configurations: { tools: [copy] },
      },
    });
    const next = await call('tools.save', {
      tool: tool({ url: 'https://b.example' }),
      expected_updated_at: first.updated_at,
    });
    expect(next.updated_at > first.updated_at).toBe(true);
    expect(await call('tools.list', undefined)).toEqual([
      {
        tool: tool({ url: 'https://b.example' }),
        updated_at: next.updated_at,
        used_in: [{ workflow_id: agent.id, workflow_name: 'Rain desk', places: ['“Ask” (n1)'] }],
      },
    ]);
    await expect(
      call('tools.save', { tool: first.tool, expected_updated_at: first.updated_at }),
    ).rejects.toThrow(/^workflow-conflict: “Weather” was changed in another window/);
    // The agent keeps what it carries.
    const { document } = await call('workflows.get', { id: agent.id });
    expect(document.workflow_configurations?.tools).toEqual([copy]);
    await call('tools.delete', { id: 'weather' });
    expect(await call('tools.list', undefined)).toEqual([]);
    expect(await call('tools.restore', { id: 'weather' })).toEqual({
      ...next,
      used_in: [{ workflow_id: agent.id, workflow_name: 'Rain desk', places: ['“Ask” (n1)'] }],
    });
    await expect(call('tools.delete', { id: '../settings' })).rejects.toThrow(/not in the library/);
    await expect(call('tools.save', { tool: { ...first.tool, name: ' ' } })).rejects.toThrow(/no name/);
  });
});

describe('trying a tool', () => {
  it('sends it for real and shows request, answer and what the model is told, without the secret', async () => {
    const secret = 'sk-very-secret-value';
    const credential = await call('credentials.set', {
      name: 'Shop key',
      credential: { type: 'bearer_token', token: secret },
    });
    answer = (request, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'x-echo': request.headers.authorization ?? '' })
        .end(JSON.stringify({ rain: true, you_sent: request.headers.authorization }));
    };
    const done = await tryIt(
      {
        method: 'post',
        url: `${server.url}/v1/{{initial_context.shop}}`,
        credential_uuid: credential.credential_uuid,
        parameters: [{ name: 'city', type: 'string', description: '', required: true }],
        preset_parameters: [{ name: 'days', type: 'number', value_template: '{{gathered_context.days}}' }],
        customMessage: 'Looking up {{shop}}.',
      },
      { values: { city: "Val d'Or" }, context: { shop: 'north' }, gathered: { days: 3 } },
    );
    expect(server.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v1/north',
      body: '{"city":"Val d\'Or","days":3}',
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(done).toMatchObject({
      request: {
        method: 'POST',
        url: `${server.url}/v1/north`,
        headers: [
          { name: 'accept', is_secret: false },
          { name: 'authorization', value: 'Bearer ••••••', is_secret: true },
          { name: 'content-type', value: 'application/json' },
        ],
        body: '{"city":"Val d\'Or","days":3}',
      },
      answer: { status_code: 200, body: '{"rain":true,"you_sent":"Bearer [secret]"}', is_json: true },
      problem: null,
      is_stopped: false,
      speech: 'Looking up north.',
      told: { status: 'success', status_code: 200, data: { rain: true, you_sent: 'Bearer [secret]' } },
    });
    expect(done.request?.curl.split(' \\\n  ')).toEqual([
      `curl -X POST '${server.url}/v1/north'`,
      "-H 'accept: application/json, text/plain;q=0.9, */*;q=0.1'",
      "-H 'authorization: Bearer ••••••'",
      "-H 'content-type: application/json'",
      `--data-raw '{"city":"Val d'\\''Or","days":3}'`,
    ]);
    expect(JSON.stringify([done, logged, await call('credentials.list', undefined)])).not.toContain(secret);
  });

  it.each<[string, Answering | null, RegExp, RegExp]>([
    ['404', json({ error: 'none' }, 404), /answered 404 Not Found\.$/, /path of the address/],
    ['no JSON', (_request, response) => response.end('<html>'), /is not JSON/, /web page/],
    ['a cut connection', (_request, response) => response.destroy(), /closed the connection/, /log of the/],
    ['no answer', () => undefined, /did not answer within 0\.08 s/, /longest wait/],
    ['a barred port', null, /barred for web requests/, /another port/],
  ])('tells what happened and the way out: %s', async (_what, how, message, fix) => {
    answer = how ?? (() => undefined);
    const url = how === null ? 'http://127.0.0.1:9/' : server.url;
    const done = await tryIt({ method: 'GET', url, timeout_ms: 80 });
    expect(done.problem?.message).toMatch(message);
    expect(done.problem?.fix).toMatch(fix);
  });

  it('tells what happened and the way out: nothing listens', async () => {
    const gone = await startApiServer(() => undefined);
    await gone.close();
    expect(await tryIt({ method: 'GET', url: gone.url })).toMatchObject({
      problem: {
        message: `${gone.host} refused the connection.`,
        fix: expect.stringMatching(/start the server/) as string,
      },
    });
  });

  it('refuses before it asks: a value that is missing, a tool that is not complete, a kind that is kept only', async () => {
    const needs = { url: server.url, parameters: [{ name: 'city' }] };
    expect(await tryIt(needs)).toMatchObject({
      request: null,
      problem: { message: 'The parameter “city” is missing. Ask the caller for it, then call again.' },
    });
    await expect(tryIt({ url: 'ftp://x' })).rejects.toThrow(/input-invalid: This tool needs an address/);
    const kept = { ...tool({}), definition: { type: 'calculator', config: {} } };
    await expect(call('tools.try', { try_id: 't', tool: kept })).rejects.toThrow(/kind “calculator”/);
  });

  it('is stopped', async () => {
    answer = () => {
      void call('tools.stop-try', { try_id: 't1' });
    };
    const abandoned = server.abandoned();
    expect(await tryIt({ url: server.url })).toMatchObject({ is_stopped: true, answer: null, problem: null });
    await abandoned;
  });

  it('of an end-call tool tells what would be said and the disposition', async () => {
    const ending: ToolDocument = {
      tool_uuid: 'e',
      name: 'End call',
      definition: {
        type: 'end_call',
        config: { messageType: 'custom', customMessage: 'Bye {{name}}.', endCallReason: true },
      },
    };
    const given = { try_id: 't', tool: ending, context: { name: 'Ann' } };
    expect([
      await call('tools.try', { ...given, values: { reason: 'resolved' } }),
      await call('tools.try', given),
    ]).toEqual(
      ['resolved', 'end_call_tool'].map((disposition) => ({
        kind: 'end_call',
        speech: 'Bye Ann.',
        recording_id: null,
        disposition,
        told: { status: 'success' },
      })),
    );
  });
});

describe('credentials', () => {
  it('are listed by name and kind; the secret is in the secret store alone and goes with them', async () => {
    const dataDir = join(fixture.rendererDir, '..', 'data');
    const { credential_uuid: id } = await call('credentials.set', {
      name: 'Desk',
      credential: { type: 'custom_header', header_name: 'X-Desk', header_value: 'desk-secret-1' },
    });
    await call('credentials.set', { credential_uuid: id, name: 'Front desk' });
    const listed = (await call('credentials.list', undefined)).find((each) => each.credential_uuid === id);
    expect(listed).toEqual({
      credential_uuid: id,
      name: 'Front desk',
      type: 'custom_header',
      header_name: 'X-Desk',
      set_at: expect.any(String) as string,
      problem: null,
      used_in: [],
    });
    const folder = join(dataDir, 'credentials');
    const files = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
    );
    expect(files.join()).not.toContain('desk-secret-1');
    await fixture.secrets.protect('a long passphrase');
    expect(await readFile(join(dataDir, 'secrets.json'), 'utf8')).not.toContain('desk-secret-1');
    expect(await fixture.secrets.get(`tool:${id}`)).toContain('desk-secret-1');
    await fixture.secrets.protect(null);
    await call('credentials.delete', { credential_uuid: id });
    expect(await fixture.secrets.get(`tool:${id}`)).toBeNull();
    await expect(call('credentials.delete', { credential_uuid: id })).rejects.toThrow(/no such credential/);
  });

  it('are refused where HTTP could not send them, without being quoted', async () => {
    const refused = call('credentials.set', {
      name: 'Bad',
      credential: { type: 'custom_header', header_name: 'X Bad', header_value: 'hidden-value' },
    });
    await expect(refused).rejects.toThrow(/HTTP does not allow such a header/);
    await expect(refused).rejects.not.toThrow(/hidden-value/);
    await expect(
      call('credentials.set', { name: 'Empty', credential: { type: 'bearer_token', token: ' ' } }),
    ).rejects.toThrow(/token is empty/);
  });
});
