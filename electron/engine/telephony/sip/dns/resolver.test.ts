import { describe, expect, it } from 'vitest';
import { VirtualTimeline } from '../../../base/timeline.ts';
import { runUntil } from '../testing/run-until.ts';
import { seededBytes } from '../testing/seeded-random.ts';
import { parseUri } from '../message/uri.ts';
import { formatEndpoint } from '../transport/network-error.ts';
import type { Hop } from '../transport/transport-layer.ts';
import type { NaptrRecord, SrvRecord } from './dns-port.ts';
import { SipResolver, type ResolvingAccount } from './resolver.ts';
import { TableDns, type DnsTable } from './testing/table-dns.ts';

const naptr = (order: number, service: string, replacement: string, preference = 50): NaptrRecord => ({
  order,
  preference,
  flags: 's',
  service,
  replacement,
});
const srv = (target: string, port = 5060, priority = 10, weight = 0): SrvRecord => ({
  priority,
  weight,
  port,
  target,
});
const account = (transport: ResolvingAccount['transport']): ResolvingAccount => ({
  transport,
  tls: { verify: true, caPem: null },
  keepAliveS: 25,
});

const domain: DnsTable = {
  a: {
    'example.com': ['192.0.2.1'],
    'one.example.com': ['192.0.2.11', '192.0.2.12'],
    'two.example.com': ['192.0.2.21'],
    'edge.example.net': ['192.0.2.31'],
    'both.example.com': ['192.0.2.41'],
    'servers.example.com': ['192.0.2.99'],
  },
  aaaa: { 'both.example.com': ['2001:db8::41'], 'six.example.com': ['2001:db8::6'] },
  naptr: {
    'carrier.example': [
      naptr(20, 'SIP+D2U', '_sip._udp.carrier.example'),
      naptr(10, 'SIPS+D2T', '_sips._tcp.carrier.example'),
      naptr(15, 'SIP+D2S', '_sip._sctp.carrier.example'),
      naptr(20, 'SIP+D2T', '_sip._tcp.carrier.example', 40),
    ],
  },
  srv: {
    '_sip._udp.carrier.example': [srv('edge.example.net', 5060)],
    '_sip._tcp.carrier.example': [srv('edge.example.net', 5070)],
    '_sips._tcp.carrier.example': [srv('edge.example.net', 5061)],
    '_sip._udp.servers.example.com': [srv('two.example.com', 5080, 20), srv('one.example.com', 5070, 10)],
    '_sip._tcp.servers.example.com': [srv('two.example.com', 5090)],
    '_sip._udp.closed.example.com': [srv('.')],
    '_sip._udp.broken.example.com': [srv('gone.example.com')],
  },
};

async function resolve(uri: string, from: ResolvingAccount | null, table = domain): Promise<string[]> {
  const dns = new TableDns(table);
  const resolver = new SipResolver({ dns, timeline: new VirtualTimeline(), random: seededBytes(1) });
  return (await resolver.resolve(parseUri(uri), from)).map(written);
}

function written({ transport, tls, ...at }: Hop): string {
  return `${transport} ${formatEndpoint(at)}${tls ? ` as ${tls.serverName}` : ''}`;
}

describe('RFC 3263', () => {
  it.each<[string, ResolvingAccount | null, string[]]>([
    // Numbers
    ['sip:192.0.2.7', null, ['udp 192.0.2.7:5060']],
    ['sip:192.0.2.7:5080', null, ['udp 192.0.2.7:5080']],
    ['sip:[2001:db8::7]', null, ['udp [2001:db8::7]:5060']],
    ['sips:192.0.2.7', null, ['tls 192.0.2.7:5061 as 192.0.2.7']],
    ['sip:192.0.2.7;transport=tcp', null, ['tcp 192.0.2.7:5060']],
    ['sip:192.0.2.7', account('tls'), ['tls 192.0.2.7:5061 as 192.0.2.7']],
    ['sip:192.0.2.7;transport=udp', account('tcp'), ['udp 192.0.2.7:5060']],
    // A port: addresses only
    ['sip:servers.example.com:5099', null, ['udp 192.0.2.99:5099']],
    ['sip:servers.example.com:5099', account('tcp'), ['tcp 192.0.2.99:5099']],
    ['sips:servers.example.com:5099', null, ['tls 192.0.2.99:5099 as servers.example.com']],
    // A transport: SRV of it
    ['sip:servers.example.com;transport=tcp', null, ['tcp 192.0.2.21:5090']],
    ['sip:servers.example.com', account('tcp'), ['tcp 192.0.2.21:5090']],
    [
      'sip:servers.example.com',
      account('udp'),
      ['udp 192.0.2.11:5070', 'udp 192.0.2.12:5070', 'udp 192.0.2.21:5080'],
    ],
    ['sip:servers.example.com', account('tls'), ['tls 192.0.2.99:5061 as servers.example.com']],
    ['sip:carrier.example', account('tls'), ['tls 192.0.2.31:5061 as carrier.example']],
    // Neither: NAPTR, in its owner's order, without what we do not speak
    [
      'sip:carrier.example',
      account('auto'),
      ['tls 192.0.2.31:5061 as carrier.example', 'tcp 192.0.2.31:5070', 'udp 192.0.2.31:5060'],
    ],
    ['sips:carrier.example', account('auto'), ['tls 192.0.2.31:5061 as carrier.example']],
    // No NAPTR: SRV of each transport
    [
      'sip:servers.example.com',
      account('auto'),
      ['udp 192.0.2.11:5070', 'udp 192.0.2.12:5070', 'udp 192.0.2.21:5080', 'tcp 192.0.2.21:5090'],
    ],
    // No SRV: the name itself
    ['sip:example.com', account('auto'), ['udp 192.0.2.1:5060']],
    ['sips:example.com', null, ['tls 192.0.2.1:5061 as example.com']],
    ['sip:both.example.com', null, ['udp 192.0.2.41:5060', 'udp [2001:db8::41]:5060']],
    ['sip:six.example.com', null, ['udp [2001:db8::6]:5060']],
    // maddr
    [
      'sip:whoever.example.org;maddr=192.0.2.8;transport=tls',
      null,
      ['tls 192.0.2.8:5061 as whoever.example.org'],
    ],
  ])('%s leads to the right hops', async (uri, from, expected) => {
    expect(await resolve(uri, from)).toEqual(expected);
  });

  it.each([
    [
      'sip:nowhere.example.com',
      "nowhere.example.com has no address in DNS. Check how the server's name is spelt",
    ],
    ['sip:broken.example.com', 'broken.example.com leads to gone.example.com, which has no address in DNS.'],
    ['sip:closed.example.com', 'closed.example.com says in DNS that it takes no SIP calls.'],
    ['sip:example.com;transport=sctp', 'SIP over sctp is not supported. Use UDP, TCP or TLS.'],
    ['sips:example.com;transport=udp', 'A sips: address cannot be reached over UDP.'],
  ])('%s is refused in words', async (uri, words) => {
    await expect(resolve(uri, null)).rejects.toThrow(words);
  });

  it('takes what an account says of certificates and keep-alive along', async () => {
    const resolver = new SipResolver({
      dns: new TableDns(domain),
      timeline: new VirtualTimeline(),
      random: seededBytes(1),
    });
    const own = { ...account('tls'), tls: { verify: false, caPem: 'PEM' } };
    expect(await resolver.resolve(parseUri('sip:example.com'), own)).toEqual([
      {
        address: '192.0.2.1',
        port: 5061,
        transport: 'tls',
        tls: { serverName: 'example.com', verify: false, caPem: 'PEM' },
        keepAliveMs: 25_000,
      },
    ]);
  });
});

it('tries a server that does not answer after all others', async () => {
  const resolver = new SipResolver({
    dns: new TableDns(domain),
    timeline: new VirtualTimeline(),
    random: seededBytes(1),
    isAvoided: ({ address }) => address === '192.0.2.11',
  });
  expect((await resolver.resolve(parseUri('sip:servers.example.com'), account('udp'))).map(written)).toEqual([
    'udp 192.0.2.12:5070',
    'udp 192.0.2.21:5080',
    'udp 192.0.2.11:5070',
  ]);
});

describe('when DNS is not well', () => {
  it('goes by the name itself where NAPTR and SRV are not answered, as by many home routers', async () => {
    const dns = new TableDns(domain);
    dns.failing = new Set(['naptr', 'srv']);
    const resolver = new SipResolver({ dns, timeline: new VirtualTimeline(), random: seededBytes(1) });
    expect((await resolver.resolve(parseUri('sip:example.com'), null)).map(written)).toEqual([
      'udp 192.0.2.1:5060',
    ]);
  });

  it('says that the DNS server does not answer', async () => {
    const dns = new TableDns(domain);
    dns.failing = new Set(['naptr', 'srv', 'a', 'aaaa']);
    const resolver = new SipResolver({ dns, timeline: new VirtualTimeline(), random: seededBytes(1) });
    await expect(resolver.resolve(parseUri('sip:example.com'), null)).rejects.toThrow(
      'The address of example.com could not be looked up: the DNS server does not answer.',
    );
  });

  it('asks again only when the answer is old, and lives on the old one while nobody answers', async () => {
    const timeline = new VirtualTimeline();
    const dns = new TableDns(domain);
    const resolver = new SipResolver({ dns, timeline, random: seededBytes(1) });
    const log: string[] = [];
    const at = (atMs: number, prepare: () => void = () => undefined): void => {
      timeline.at(atMs, async () => {
        prepare();
        const before = dns.queries;
        const hops = await resolver.resolve(parseUri('sip:example.com:5060'), null).catch(String);
        const found = typeof hops === 'string' ? hops.slice(0, 8) : hops.map(written).join();
        log.push(`${timeline.now() / 1000} s: ${dns.queries - before} queries, ${found}`);
      });
    };
    at(0);
    at(25_000);
    at(70_000);
    at(200_000, () => {
      dns.failing = new Set(['a', 'aaaa']);
    });
    at(90_000_000);
    await runUntil(timeline, 100_000_000);
    expect(log).toEqual([
      '0 s: 2 queries, udp 192.0.2.1:5060',
      '25 s: 0 queries, udp 192.0.2.1:5060',
      '70 s: 2 queries, udp 192.0.2.1:5060',
      '200 s: 2 queries, udp 192.0.2.1:5060',
      '90000 s: 2 queries, SipError',
    ]);
  });
});
