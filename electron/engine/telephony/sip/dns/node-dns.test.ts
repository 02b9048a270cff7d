/** Against a real name server on loopback, which knows what the test tells it. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type Answer } from 'dns-packet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RealTimeline } from '../../../base/timeline.ts';
import { NodeDns } from './node-dns.ts';

const timeline = new RealTimeline({
  onError: (error) => {
    throw error;
  },
});
const server = createSocket('udp4');
const zone: Answer[] = [
  {
    type: 'NAPTR',
    name: 'carrier.example',
    ttl: 300,
    data: {
      order: 10,
      preference: 50,
      flags: 's',
      services: 'SIPS+D2T',
      regexp: '',
      replacement: '_sips._tcp.carrier.example',
    },
  },
  {
    type: 'SRV',
    name: '_sip._udp.carrier.example',
    ttl: 300,
    data: { priority: 5, weight: 20, port: 5070, target: 'edge.carrier.example' },
  },
];
let dns: NodeDns;

beforeAll(async () => {
  server.on('message', (bytes, { address, port }) => {
    const { id, questions = [] } = decode(bytes);
    const [question] = questions;
    const name = question?.name.toLowerCase() ?? '';
    const answers = zone.filter((answer) => answer.name === name && answer.type === question?.type);
    // 2: the server failed (RFC 1035 §4.1.1), 3: no such name.
    const code = name.startsWith('broken') ? 2 : zone.some((answer) => answer.name === name) ? 0 : 3;
    const flags = 0x8180 | code;
    server.send(
      encode({ type: 'response', ...(id !== undefined && { id }), flags, questions, answers }),
      port,
      address,
    );
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  dns = new NodeDns(timeline, [`127.0.0.1:${String(server.address().port)}`]);
});

afterAll(() => server.close());

it('reads NAPTR and SRV', async () => {
  expect([await dns.naptr('carrier.example'), await dns.srv('_sip._udp.carrier.example')]).toEqual([
    {
      records: [
        {
          order: 10,
          preference: 50,
          flags: 's',
          service: 'SIPS+D2T',
          replacement: '_sips._tcp.carrier.example',
        },
      ],
      ttlS: null,
    },
    { records: [{ priority: 5, weight: 20, port: 5070, target: 'edge.carrier.example' }], ttlS: null },
  ]);
});

it.each(['carrier.example', 'nowhere.example'])(
  'answers with nothing where %s has no such record',
  async (name) => {
    expect(await dns.srv(name)).toEqual({ records: [], ttlS: null });
  },
);

it('fails where the server fails, which is not the same as nothing', async () => {
  await expect(dns.srv('broken.example')).rejects.toThrow('ESERVFAIL');
});

it('knows the addresses of this machine without any server', async () => {
  expect(await dns.a('localhost')).toEqual({ records: ['127.0.0.1'], ttlS: null });
});
