import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { json, startApiServer, type Answering, type ApiServer } from '../tools/testing/api-server.ts';
import type { ToolCredential } from '#shared/domain/tool.ts';
import type { NodeData } from '#shared/domain/workflow.ts';
import { AfterRuns } from './after-runs.ts';
import { firstAttempts } from './first-attempts.ts';
import { libraryUnderTest, webhook, type LibraryUnderTest } from './testing/finished-run.ts';

let under: LibraryUnderTest;
const servers: ApiServer[] = [];
beforeAll(async () => {
  under = await libraryUnderTest();
});
afterAll(() => under.close());
afterEach(async () => {
  await under.clear();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
const serve = async (answer: Answering): Promise<ApiServer> => {
  const server = await startApiServer(answer);
  servers.push(server);
  return server;
};
/** Answers one after another; the last again and again. */
const inTurn = (...answers: Answering[]): Answering => {
  let asked = 0;
  return (request, response) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    answer?.(request, response);
  };
};
const attemptsOf = async (runId: string): Promise<unknown[]> =>
  (await under.library.getEvents(runId)).flatMap((event) =>
    event.type === 'webhook-attempt'
      ? [[event.seq, event.payload.attempt, event.payload.state, event.payload.error]]
      : [],
  );

describe('webhooks after a run', () => {
  it('send what the run came to, with a uuid to tell, and note it in the log and the library', async () => {
    const server = await serve(json({}));
    const runId = await under.finish([webhook('hook', { endpoint_url: `${server.url}/calls` })]);
    await under.work().settled();
    const [asked] = server.requests;
    expect([
      asked?.method,
      asked?.path,
      asked?.headers['content-type'],
      asked?.headers['x-delivery-uuid'],
    ]).toEqual(['POST', '/calls', 'application/json', 'delivery_1']);
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({
      workflow_run_id: runId,
      workflow_name: 'Shop',
      delivery_uuid: 'delivery_1',
      call_disposition: 'done',
      initial_context: { name: 'Ana', size: 42 },
      gathered_context: { size: 42 },
      annotations: {},
      duration_seconds: 30,
      transcript: expect.stringContaining('Caller (typed): four please') as string,
      turns: [
        { role: 'assistant', content: 'Hello.', node_name: 'S' },
        { role: 'user', content: 'four please', node_name: 'S' },
        { role: 'assistant', content: 'Bye.', node_name: 'E' },
      ],
    });
    expect(await under.library.afterRunOf(runId)).toEqual({
      is_waiting: false,
      deliveries: [
        {
          delivery_uuid: 'delivery_1',
          run_id: runId,
          node_id: 'hook',
          node_name: 'HOOK',
          state: 'succeeded',
          attempts: 1,
          next_attempt_at: null,
          method: 'POST',
          url: `${server.url}/calls`,
          status_code: 200,
          error: null,
          created_at: '2126-11-26T09:00:00.000Z',
          updated_at: expect.any(String) as string,
        },
      ],
    });
    expect((await under.library.getEvents(runId)).at(-1)).toMatchObject({
      seq: 7,
      at_ms: null,
      node_id: null,
      type: 'webhook-attempt',
      payload: { attempt: 1, state: 'succeeded', status_code: 200, error: null },
    });
  });

  it('fill in address, headers and payload; a whole placeholder keeps its type; a credential is sent', async () => {
    const server = await serve(json({}, 204));
    await under.finish([
      webhook('hook', {
        http_method: 'put',
        endpoint_url: `${server.url}/{{name}}/{{gathered_context.size}}`,
        credential_uuid: 'c',
        custom_headers: [{ key: 'X-Shop', value: 'one' }],
        payload_template:
          '{"size": "{{gathered_context.size}}", "text": "size {{size}}", "run": "{{run_id}}"}',
      }),
      webhook('get', { http_method: 'GET', endpoint_url: `${server.url}/get` }),
      webhook('off', { enabled: false, endpoint_url: `${server.url}/off` }),
    ]);
    const credential: ToolCredential = { type: 'bearer_token', token: 't-12345' };
    await under.work({ secrets: { credential: () => Promise.resolve(credential) } }).settled();
    const [put, get] = [...server.requests].sort((a, b) => b.method.localeCompare(a.method));
    expect([
      put?.method,
      put?.path,
      put?.headers['x-shop'],
      put?.headers.authorization,
      JSON.parse(put?.body ?? ''),
    ]).toEqual(['PUT', '/Ana/42', 'one', 'Bearer t-12345', { size: 42, text: 'size 42', run: 'run_1' }]);
    expect([server.requests.length, get?.path, get?.body]).toEqual([2, '/get', '']);
  });

  it('are sent again after 30, 80, 220 and 600 s, with the same words and uuid, then given up', async () => {
    const server = await serve(json({}, 500));
    const runId = await under.finish([webhook('hook', { endpoint_url: server.url })]);
    const work = under.work();
    const waits: (number | null)[] = [];
    await work.settled();
    while (under.clock.nextMs !== null) {
      waits.push(under.clock.nextMs);
      under.clock.toNext();
      await work.settled();
    }
    expect(waits).toEqual([30_000, 80_000, 220_000, 600_000]);
    expect(new Set(server.requests.map(({ body }) => body)).size).toBe(1);
    expect(
      server.requests.map(({ headers }) => [headers['x-delivery-uuid'], headers['x-delivery-attempt']]),
    ).toEqual(['1', '2', '3', '4', '5'].map((attempt) => ['delivery_1', attempt]));
    const error = `${server.host} answered 500 Internal Server Error. The fault is on its side.`;
    expect(await attemptsOf(runId)).toEqual([
      [7, 1, 'pending', error],
      [8, 2, 'pending', error],
      [9, 3, 'pending', error],
      [10, 4, 'pending', error],
      [11, 5, 'dead_letter', error],
    ]);
    expect((await under.library.afterRunOf(runId)).deliveries[0]).toMatchObject({
      state: 'dead_letter',
      attempts: 5,
      next_attempt_at: null,
    });
  });

  it('may be sent again by hand, with all their attempts before them', async () => {
    const server = await serve(inTurn(json({}, 404), json({})));
    const runId = await under.finish([webhook('hook', { endpoint_url: server.url })]);
    const work = under.work();
    await work.settled();
    await under.library.redeliver('delivery_1');
    await work.settled();
    expect([server.requests.length, (await under.library.afterRunOf(runId)).deliveries[0]?.state]).toEqual([
      2,
      'succeeded',
    ]);
    await expect(under.library.redeliver('nothing')).rejects.toThrow('There is no such delivery.');
  });

  it.each<[string, Answering, string]>([
    ['stalls', () => undefined, 'did not answer within 0.05 s.'],
    ['is cut', (_request, response) => response.destroy(), 'closed the connection before it had answered.'],
    [
      'redirects, which is not followed',
      (_request, response) => response.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end(),
      'answered 307 Temporary Redirect. It redirects elsewhere, which is not followed. Write the new address into the webhook node.',
    ],
    [
      'refuses',
      json({}, 401),
      'answered 401 Unauthorized. It does not accept the credential of the webhook.',
    ],
  ])('tell what went wrong: a server that %s', async (_name, answer, error) => {
    const server = await serve(answer);
    const runId = await under.finish([webhook('hook', { endpoint_url: server.url })]);
    await under.work({ timeoutMs: 50 }).settled();
    expect(await attemptsOf(runId)).toEqual([[7, 1, 'pending', `${server.host} ${error}`]]);
  });

  it('count an answer that is slow after its head as taken', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200).write('{');
      setTimeout(() => response.destroy(), 5);
    });
    const runId = await under.finish([webhook('hook', { endpoint_url: server.url })]);
    await under.work({ timeoutMs: 1000 }).settled();
    expect(await attemptsOf(runId)).toEqual([[7, 1, 'succeeded', null]]);
  });

  it('wait longer when the server asks for it', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(429, { 'retry-after': '120' }).end(),
    );
    await under.finish([webhook('hook', { endpoint_url: server.url })]);
    await under.work().settled();
    expect(under.clock.nextMs).toBe(120_000);
  });

  it.each<[string, NodeData, string]>([
    [
      'an address without a value',
      { endpoint_url: 'https://x.test/{{gone}}' },
      'The address needs a value for {{gone}}, which is missing or empty.',
    ],
    ['no address', { endpoint_url: '' }, 'The address must begin with http:// or https://, written out: '],
    [
      'a payload that is no JSON',
      { endpoint_url: 'https://x.test/', payload_template: '{oh' },
      'Its payload is not JSON. Mend it in the webhook node.',
    ],
    [
      'a header that cannot be',
      { endpoint_url: 'https://x.test/', custom_headers: [{ key: 'a b', value: '' }] },
      'One of its headers has a name or value that HTTP does not allow.',
    ],
    [
      'a login in its address',
      { endpoint_url: 'https://me:secret@x.test/' },
      'Its address holds a login, which belongs into a credential.',
    ],
  ])('that cannot be made are told so and not tried: %s', async (_name, data, problem) => {
    const runId = await under.finish([webhook('hook', data)]);
    await under.work().settled();
    expect([await attemptsOf(runId), under.clock.nextMs]).toEqual([[[7, 0, 'dead_letter', problem]], null]);
    await expect(under.library.redeliver('delivery_1')).rejects.toThrow('there is nothing to send');
  });

  it('without the credential that they name are tried again, and nothing is sent meanwhile', async () => {
    const server = await serve(json({}));
    const runId = await under.finish([
      webhook('hook', { endpoint_url: server.url, credential_uuid: 'gone' }),
    ]);
    await under.work().settled();
    expect([server.requests.length, await attemptsOf(runId)]).toEqual([
      0,
      [
        [
          7,
          1,
          'pending',
          'Its credential is not set up here. Add it, or choose another in the webhook node.',
        ],
      ],
    ]);
  });
});

describe('work that was ended', () => {
  it('before anything was made is done by whoever opens the library next, once', async () => {
    const server = await serve(json({}));
    const runId = await under.finish([webhook('hook', { endpoint_url: server.url })]);
    await under.reopen();
    await under.work().settled();
    await under.reopen();
    await under.work().settled();
    expect([server.requests.length, (await under.library.afterRunOf(runId)).is_waiting]).toEqual([1, false]);
  });

  it('with the run itself is done once the library has closed that run', async () => {
    const server = await serve(json({}));
    const payload_template = { outcome: '{{call_disposition}}', status: '{{status}}' };
    await under.begin([webhook('hook', { endpoint_url: server.url, payload_template })]);
    await under.work().settled();
    expect(server.requests).toEqual([]);
    await under.reopen();
    await under.work().settled();
    expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { outcome: 'interrupted', status: 'interrupted' },
    ]);
  });

  it('between two attempts goes on where it was', async () => {
    const server = await serve(inTurn(json({}, 503), json({})));
    const runId = await under.finish([webhook('hook', { endpoint_url: server.url })]);
    const first = under.work();
    await first.settled();
    await first.dispose();
    await under.reopen();
    const second = under.work();
    await second.settled();
    expect([server.requests.length, under.clock.nextMs]).toEqual([1, 30_000]);
    under.clock.toNext();
    await second.settled();
    expect((await attemptsOf(runId)).map((each) => (each as unknown[]).slice(0, 3))).toEqual([
      [7, 1, 'pending'],
      [8, 2, 'succeeded'],
    ]);
    expect(new Set(server.requests.map(({ headers }) => headers['x-delivery-uuid'])).size).toBe(1);
  });

  it('in the middle of an attempt makes it again, told by its uuid', async () => {
    let answer: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (answer = resolve));
    const server = await serve(
      inTurn(() => {
        answer();
      }, json({})),
    );
    const runId = await under.finish([webhook('hook', { endpoint_url: server.url })]);
    const first = under.work();
    await arrived;
    await first.dispose();
    expect(await attemptsOf(runId)).toEqual([]);
    await under.reopen();
    await under.work().settled();
    expect(
      server.requests.map(({ headers }) => [headers['x-delivery-uuid'], headers['x-delivery-attempt']]),
    ).toEqual([
      ['delivery_1', '1'],
      ['delivery_1', '1'],
    ]);
    expect((await under.library.afterRunOf(runId)).deliveries[0]?.state).toBe('succeeded');
  });
});

describe('runs', () => {
  it('without such nodes, and tests that were left for another branch, are not looked at', async () => {
    await under.finish([]);
    await under.finish([webhook('hook', { endpoint_url: 'http://127.0.0.1:9/' })], {
      gathered_context: { call_disposition: 'branch_left' },
    });
    expect(await under.library.dueAfterRuns('2099-01-01T00:00:00.000Z')).toEqual({
      runs: [],
      deliveries: [],
      next_at: null,
    });
  });

  it('take their deliveries with them when they are deleted', async () => {
    const server = await serve(json({}, 500));
    const runId = await under.finish([webhook('hook', { endpoint_url: server.url })]);
    await under.work().settled();
    await under.library.deleteRun(runId);
    expect(await under.library.dueAfterRuns('2099-01-01T00:00:00.000Z')).toEqual({
      runs: [],
      deliveries: [],
      next_at: null,
    });
  });

  it('of another process are worked on by the owner, who alone does', async () => {
    const server = await serve(json({}));
    const runId = await under.finish([webhook('hook', { endpoint_url: server.url })]);
    const idle = new AfterRuns({
      store: { ...bound(under.library), isOwner: false },
      reviewer: () => Promise.reject(new Error('none')),
      prices: () => Promise.resolve({ entries: [], presets: {} }),
      newId: () => 'other',
      secrets: { credential: () => Promise.resolve(null) },
      clock: under.clock,
      logger: { log: () => undefined },
    });
    await idle.settled();
    expect(server.requests).toEqual([]);
    const waiting = firstAttempts(under.library, runId, new AbortController().signal);
    under.work();
    expect((await waiting).deliveries.map(({ state }) => state)).toEqual(['succeeded']);
    await idle.dispose();
  });

  it('are waited for until all has been tried once, or for as long as one likes', async () => {
    const runId = await under.finish([webhook('hook', { endpoint_url: 'http://127.0.0.1:9/' })]);
    const given = new AbortController();
    const waiting = firstAttempts(under.library, runId, given.signal);
    given.abort();
    expect(await waiting).toEqual({ is_waiting: true, deliveries: [], isTried: false });
  });
});

/** The methods of a library that work needs, free of it. */
function bound(library: LibraryUnderTest['library']) {
  return {
    onChanged: library.onChanged,
    dueAfterRuns: (now: string) => library.dueAfterRuns(now),
    recordAfterRun: (...args: Parameters<typeof library.recordAfterRun>) => library.recordAfterRun(...args),
    getRun: (id: string) => library.getRun(id),
    getRunDocument: (id: string) => library.getRunDocument(id),
    getEvents: (id: string) => library.getEvents(id),
  };
}
