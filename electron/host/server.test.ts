/** The browser door under attack, and its files as a browser asks for them. Raw requests: fetch would tidy them up. */
import { request } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { wavBytes } from '#engine/audio/wav-format.ts';
import { MAX_BRIDGE_MESSAGE_BYTES } from '#shared/bridge/channels.ts';
import { addFinishedRun, openStudioFixture, RECORDING_BYTES } from '../ipc/testing/studio-fixture.ts';
import type { StudioFixture } from '../ipc/testing/studio-fixture.ts';
import { startHostServer } from './server.ts';
import type { HostServer } from './server.ts';

let fixture: StudioFixture;
let server: HostServer;
let cookie: string;
let runId: string;

beforeAll(async () => {
  fixture = await openStudioFixture();
  server = await startHostServer({ ...fixture, port: 0 });
  runId = await addFinishedRun(fixture);
  cookie = String((await get(tokenPath(), { cookie: '' })).headers['set-cookie']).split(';')[0] ?? '';
}, 60_000);
afterAll(async () => {
  await server.close();
  await fixture.dispose();
});

const tokenPath = (): string => server.url.slice(server.origin.length);

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** With the session's cookie unless the headers say otherwise; the path goes out as it is. */
function get(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: server.port, path, method, headers: { cookie, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

const statusOf = async (path: string, headers: OutgoingHttpHeaders = {}): Promise<number> =>
  (await get(path, headers)).status;

/** Status of a refused upgrade, or `open`. */
function upgrade(path: string, headers: Record<string, string>): Promise<number | 'open'> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

describe('entering', () => {
  test('the printed address leads to a clean one and leaves a cookie that scripts and other sites cannot use', async () => {
    const { status, headers } = await get(tokenPath(), { cookie: '' });
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^parley_${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
      ),
    ]);
    expect(String(headers['set-cookie'])).not.toContain(new URL(server.url).searchParams.get('token'));
    expect((await get('/')).body.toString()).toContain('<title>Parley</title>');
  });

  test('a wrong, empty or old token is refused and says what to do', async () => {
    for (const token of [
      '',
      'x',
      'A'.repeat(43),
      `${new URL(server.url).searchParams.get('token') ?? ''}x`,
    ]) {
      const { status, headers, body } = await get(`/?token=${token}`, { cookie: '' });
      expect(status).toBe(401);
      expect(headers['set-cookie']).toBeUndefined();
      expect(body.toString()).toContain('Open the address that Parley printed');
    }
  });

  test('without the cookie, or with a wrong one, nothing is served', async () => {
    const name = cookie.split('=')[0] ?? '';
    const cookies = ['', `${name}=`, `${name}=${'A'.repeat(43)}`, `other=1`, `x${cookie}`, name];
    const paths = ['/', '/index.html', '/assets/app-1a2b.js', `/runs/${runId}/recording.wav`, '/nothing'];
    for (const wrong of cookies)
      for (const path of paths) expect(await statusOf(path, { cookie: wrong })).toBe(401);
  });

  test('the cookie counts among others', async () => {
    expect(await statusOf('/', { cookie: `a=1; ${cookie}; b=2` })).toBe(200);
  });
});

describe('other pages', () => {
  test('a foreign Host is refused even with token and cookie: DNS rebinding', async () => {
    const hosts = [
      'evil.test',
      `evil.test:${server.port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `127.0.0.1.evil.test:${server.port}`,
      `[::1]:${server.port}`,
      `0.0.0.0:${server.port}`,
    ];
    for (const host of hosts) {
      expect(await statusOf('/', { host })).toBe(403);
      expect(await statusOf(tokenPath(), { host })).toBe(403);
    }
    expect(await statusOf('/', { host: `localhost:${server.port}` })).toBe(200);
  });

  test('a foreign Origin is refused', async () => {
    const origins = [
      'https://evil.test',
      'null',
      'http://127.0.0.1:1',
      `https://127.0.0.1:${server.port}`,
      '',
    ];
    for (const origin of origins) {
      expect(await statusOf('/', { origin })).toBe(403);
      expect(await statusOf(tokenPath(), { origin })).toBe(403);
    }
    expect(await statusOf('/', { origin: server.origin })).toBe(200);
  });

  test('another port of this computer may not embed what a run holds', async () => {
    const path = `/runs/${runId}/recording.wav`;
    for (const site of ['same-site', 'cross-site']) {
      expect(await statusOf(path, { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })).toBe(403);
      expect(await statusOf(path, { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' })).toBe(403);
    }
    expect(await statusOf(path, { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' })).toBe(200);
    expect(await statusOf('/', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })).toBe(200);
  });

  test('an upgrade needs the cookie, our Host and our Origin, each of them', async () => {
    const ours = { cookie, origin: server.origin };
    for (const path of ['/bridge', `/audio?run=${runId}&rate=48000`]) {
      expect(await upgrade(path, ours)).toBe('open');
      expect(await upgrade(path, { origin: server.origin })).toBe(401);
      expect(await upgrade(path, { ...ours, cookie: `${cookie}x` })).toBe(401);
      expect(await upgrade(path, { cookie })).toBe(403);
      expect(await upgrade(path, { ...ours, origin: 'https://evil.test' })).toBe(403);
      expect(await upgrade(path, { ...ours, origin: 'http://127.0.0.1:1' })).toBe(403);
      expect(await upgrade(path, { ...ours, host: 'evil.test' })).toBe(403);
    }
    expect(await upgrade('/elsewhere', ours)).toBe(404);
  });

  test('the token opens no socket', async () => {
    expect(await upgrade(`/bridge${tokenPath().slice(1)}`, { origin: server.origin })).toBe(401);
  });
});

describe('the network', () => {
  test('only loopback answers', async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address?.family === 'IPv4' && !address.internal)
      .map((address) => address?.address ?? '');
    // 127.0.0.2 is this computer too on Linux, but not the address that the door is bound to.
    for (const host of ['127.0.0.2', ...others]) {
      const refused = new Promise((resolve) => {
        const socket = connect({ host, port: server.port, timeout: 1000 });
        socket.on('error', () => {
          resolve('refused');
        });
        socket.on('timeout', () => {
          socket.destroy();
          resolve('refused');
        });
        socket.on('connect', () => {
          socket.destroy();
          resolve('connected');
        });
      });
      expect([host, await refused]).toEqual([host, 'refused']);
    }
  });

  test('a port in use is named with the way out, the usual one gives way to a free one', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(startHostServer({ ...fixture, port })).rejects.toThrow(
      `Port ${port} is in use by another program. Choose another with --port N, or leave --port out and Parley finds a free one.`,
    );
    taken.close();
    const usual = await startHostServer({ ...fixture, port: null });
    const next = await startHostServer({ ...fixture, port: null });
    expect(next.port).not.toBe(usual.port);
    await Promise.all([usual.close(), next.close()]);
  });
});

describe('files', () => {
  test('every answer carries the policy', async () => {
    for (const path of ['/', '/nothing', `/runs/${runId}/transcript.txt`, '/%']) {
      const { headers } = await get(path);
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringMatching(
          /^default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:/,
        ) as string,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      });
    }
  });

  test('the page is checked again each time, its hashed files are kept', async () => {
    const page = await get('/');
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect(await statusOf('/', { 'if-none-match': page.headers.etag ?? '' })).toBe(304);
    expect((await get('/assets/app-1a2b.js')).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect((await get('/vad/model.onnx')).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'no-cache',
    });
  });

  test('nothing outside the page’s folder can be reached', async () => {
    await symlink(join(fixture.rendererDir, '..', 'secret.txt'), join(fixture.rendererDir, 'link.txt'));
    const paths = [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e%2fsecret.txt',
      '/..%5csecret.txt',
      '/....//secret.txt',
      '//etc/passwd',
      '/etc/passwd',
      '/%00index.html',
      '/link.txt',
      '/assets',
      `/runs/${runId}/..%2f..%2flibrary.sqlite3`,
      `/runs/..%2f${runId}/recording.wav`,
      '/runs/%2e%2e/recording.wav',
      `/runs/${runId}/events.ndjson`,
      '/runs/nobody/recording.wav',
      '/runs/nobody/transcript.txt',
      '/runs/nobody/peaks',
    ];
    for (const path of paths) {
      const { status, body } = await get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(body.toString()).not.toMatch(/^(secret|root:)/);
    }
  });

  test('only GET and HEAD are possible', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect((await get('/', {}, method)).status).toBe(405);
    const head = await get(`/runs/${runId}/recording.wav`, {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': String(RECORDING_BYTES) } });
    expect(head.body).toHaveLength(0);
  });
});

describe('a recording', () => {
  const path = (): string => `/runs/${runId}/recording.wav`;

  test('is played whole', async () => {
    const { status, headers, body } = await get(path());
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'audio/wav',
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'content-length': String(RECORDING_BYTES),
    });
    expect(body.subarray(0, 4).toString()).toBe('RIFF');
    expect(body).toHaveLength(RECORDING_BYTES);
  });

  test.each([
    ['bytes=0-', 0, RECORDING_BYTES - 1],
    ['bytes=0-0', 0, 0],
    ['bytes=44-47', 44, 47],
    [`bytes=${RECORDING_BYTES - 1}-`, RECORDING_BYTES - 1, RECORDING_BYTES - 1],
    ['bytes=-100', RECORDING_BYTES - 100, RECORDING_BYTES - 1],
    [`bytes=1000-${RECORDING_BYTES * 2}`, 1000, RECORDING_BYTES - 1],
  ])('is sought by %s', async (range, first, last) => {
    const whole = (await get(path())).body;
    const { status, headers, body } = await get(path(), { range });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${first}-${last}/${RECORDING_BYTES}`);
    expect(headers['content-length']).toBe(String(last - first + 1));
    expect(body.equals(whole.subarray(first, last + 1))).toBe(true);
  });

  test('beyond its end says how long it is', async () => {
    const { status, headers } = await get(path(), { range: `bytes=${RECORDING_BYTES}-` });
    expect(status).toBe(416);
    expect(headers['content-range']).toBe(`bytes */${RECORDING_BYTES}`);
  });

  test('is sent whole when the range makes no sense', async () => {
    for (const range of ['bytes=9-3', 'bytes=0-1,4-5', 'items=0-1', 'nonsense'])
      expect((await get(path(), { range })).status).toBe(200);
  });

  test('speech that was recorded and ambient sounds are sought in the same way', async () => {
    const tone = Int16Array.from({ length: 16_000 }, (_, at) => Math.round(5000 * Math.sin(at / 10)));
    const { id } = await fixture.studio.recordings.add({
      bytes: wavBytes(tone, { sampleRateHz: 16_000, channels: 1 }),
      fileName: 'a.wav',
    });
    for (const [path, sizeBytes] of [
      [`/recordings/${id}.wav`, 32_044],
      ['/ambient/cafe.wav', 384_044],
    ] as const) {
      const { status, headers, body } = await get(path, { range: 'bytes=0-3' });
      expect([status, headers['content-type'], headers['content-range'], body.toString('latin1')]).toEqual([
        206,
        'audio/wav',
        `bytes 0-3/${sizeBytes}`,
        'RIFF',
      ]);
    }
    expect((await get('/recordings/nothing.wav')).status).toBe(404);
  });

  test('has a transcript and peaks beside it', async () => {
    const transcript = await get(`/runs/${runId}/transcript.txt`);
    expect(transcript.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(transcript.body.toString()).toContain('Good morning.');
    const peaks = await get(`/runs/${runId}/peaks`);
    expect(peaks.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(peaks.body.toString())).toMatchObject({ duration_ms: 1000 });
  });
});

describe('the bridge socket', () => {
  const open = (): Promise<WebSocket> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/bridge`, {
        headers: { cookie, origin: server.origin },
      });
      socket.on('open', () => {
        resolve(socket);
      });
      socket.on('error', reject);
    });
  const closeCode = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => {
      socket.on('close', resolve);
      socket.on('error', () => undefined);
    });

  test.each([
    '',
    'text',
    '[]',
    '{"id":-1,"method":"app.info"}',
    '{"id":1}',
    '{"id":"1","method":"app.info"}',
  ])('%j is no request and ends the connection', async (message) => {
    const socket = await open();
    socket.send(message);
    expect(await closeCode(socket)).toBe(1007);
  });

  test('bytes are no request', async () => {
    const socket = await open();
    socket.send(Buffer.from('{"id":1,"method":"app.info"}'));
    expect(await closeCode(socket)).toBe(1007);
  });

  test('a message over the limit ends the connection, and no other', async () => {
    const [socket, other] = [await open(), await open()];
    socket.send(Buffer.alloc(MAX_BRIDGE_MESSAGE_BYTES + 1, ' '), { binary: false });
    expect(await closeCode(socket)).toBe(1009);
    expect(other.readyState).toBe(WebSocket.OPEN);
    other.terminate();
  });
});
