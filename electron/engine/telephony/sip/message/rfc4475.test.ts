/** Every message of RFC 4475 and what it asks for. Where it leaves a choice, ours is the strict one unless a note says otherwise. */
import { describe, expect, it } from 'vitest';
import { tortureMessage, tortureNames } from '../../testing/torture.ts';
import { bodyParts } from './content.ts';
import type { SipMessage, SipRequest, SipResponse } from './message.ts';
import { parseMessage, SipParseError } from './parse.ts';
import { serialiseMessage } from './serialise.ts';
import { StreamFramer } from './stream-framer.ts';
import { parseUri } from './uri.ts';
import { requestProblem, responseProblem, userAgentAbilities, type Abilities } from './validate.ts';
import { parseAddress, parseCSeq, parseVia, splitList } from './values.ts';

/** An element that knows every method of these messages, so that each is judged for itself and not by its method. */
const anyElement: Abilities = {
  ...userAgentAbilities,
  methods: [...userAgentAbilities.methods, 'REGISTER', 'MESSAGE'],
};

/** `answered`: acted upon. `dropped`: a response that must not be used. A number: refused with that status. */
type Verdict = 'answered' | 'dropped' | number;

const verdicts: readonly (readonly [name: string, section: string, verdict: Verdict])[] = [
  ['wsinv', '3.1.1.1', 'answered'],
  ['intmeth', '3.1.1.2', 405], // well formed; nobody knows that method
  ['esc01', '3.1.1.3', 'answered'],
  ['escnull', '3.1.1.4', 'answered'],
  ['esc02', '3.1.1.5', 405], // escapes mean nothing in a method: this is not REGISTER
  ['lwsdisp', '3.1.1.6', 'answered'],
  ['longreq', '3.1.1.7', 'answered'],
  ['dblreq', '3.1.1.8', 'answered'],
  ['semiuri', '3.1.1.9', 'answered'],
  ['transports', '3.1.1.10', 'answered'],
  ['mpart01', '3.1.1.11', 'answered'],
  ['unreason', '3.1.1.12', 'answered'],
  ['noreason', '3.1.1.13', 'answered'],
  ['badinv01', '3.1.2.1', 400],
  ['clerr', '3.1.2.2', 400],
  ['ncl', '3.1.2.3', 400],
  ['scalar02', '3.1.2.4', 400],
  ['scalarlg', '3.1.2.5', 'dropped'],
  ['quotbal', '3.1.2.6', 400],
  ['ltgtruri', '3.1.2.7', 400],
  ['lwsruri', '3.1.2.8', 400],
  ['lwsstart', '3.1.2.9', 400],
  ['trws', '3.1.2.10', 400],
  ['escruri', '3.1.2.11', 400],
  ['baddate', '3.1.2.12', 'answered'], // not to be refused by whoever does not use Date
  ['regbadct', '3.1.2.13', 400],
  ['badaspec', '3.1.2.14', 400],
  ['baddn', '3.1.2.15', 400],
  ['badvers', '3.1.2.16', 505],
  ['mismatch01', '3.1.2.17', 400],
  ['mismatch02', '3.1.2.18', 400],
  ['bigcode', '3.1.2.19', 'dropped'],
  ['badbranch', '3.2.1', 400],
  ['insuf', '3.3.1', 400],
  ['unkscm', '3.3.2', 416],
  ['novelsc', '3.3.3', 416],
  ['unksm2', '3.3.4', 'answered'], // by a registrar, with what it thinks of isbn:
  ['bext01', '3.3.5', 420],
  ['invut', '3.3.6', 415],
  ['regaut01', '3.3.7', 'answered'], // by a registrar, with a challenge
  ['multi01', '3.3.8', 400],
  ['mcl01', '3.3.9', 400],
  ['bcast', '3.3.10', 'dropped'],
  ['zeromf', '3.3.11', 'answered'], // 483 is for who would have to forward it
  ['cparam01', '3.3.12', 'answered'],
  ['cparam02', '3.3.13', 'answered'],
  ['regescrt', '3.3.14', 'answered'],
  ['sdp01', '3.3.15', 406],
  ['inv2543', '3.4.1', 'answered'],
];

function verdictOn(bytes: Uint8Array, abilities: Abilities): Verdict {
  try {
    const message = parseMessage(bytes);
    if (message.kind === 'response') return responseProblem(message) === null ? 'answered' : 'dropped';
    return requestProblem(message, abilities)?.status ?? 'answered';
  } catch (error) {
    if (!(error instanceof SipParseError)) throw error;
    return error.partial ? error.status : 'dropped';
  }
}

function request(name: string): SipRequest {
  const message = parseMessage(tortureMessage(name));
  if (message.kind !== 'request') throw new Error(`${name} is a response`);
  return message;
}

function response(name: string): SipResponse {
  const message = parseMessage(tortureMessage(name));
  if (message.kind !== 'response') throw new Error(`${name} is a request`);
  return message;
}

const field = (message: SipMessage, name: string) => message.headers.get(name) ?? '';
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const plain = (map: ReadonlyMap<string, string | null>) => Object.fromEntries(map);

describe('the 49 messages of RFC 4475', () => {
  it('are all there', () => {
    expect(tortureNames()).toEqual(verdicts.map(([name]) => name).sort());
  });

  it('get the verdict that the RFC gives', () => {
    const given = verdicts.map(([name, section]) => [
      name,
      section,
      verdictOn(tortureMessage(name), anyElement),
    ]);
    expect(given).toEqual(verdicts);
  });

  it('that ask for what a user agent does not do are refused with what it does', () => {
    const headers = (name: string) => requestProblem(request(name))?.headers;
    const allow = ['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, PRACK, UPDATE, REFER, NOTIFY'];
    expect({
      register: requestProblem(request('cparam01'))?.status,
      intmeth: headers('intmeth'),
      bext01: headers('bext01'),
      invut: headers('invut'),
    }).toEqual({
      register: 405,
      intmeth: [allow],
      bext01: [['Unsupported', 'nothingSupportsThis, nothingSupportsThisEither']],
      invut: [['Accept', 'application/sdp']],
    });
  });

  it('that can be read mean the same when written and read again', () => {
    for (const [name] of verdicts) {
      let message: SipMessage;
      try {
        message = parseMessage(tortureMessage(name));
      } catch {
        continue;
      }
      const withoutLength = (one: SipMessage) => {
        const headers = one.headers.clone().delete('Content-Length').all;
        return { ...one, headers };
      };
      expect(withoutLength(parseMessage(serialiseMessage(message))), name).toEqual(withoutLength(message));
    }
  });

  it('are the same on a stream, in any pieces', () => {
    const names = verdicts.map(([name]) => name);
    const framed = names.map((name) => {
      const bytes = tortureMessage(name);
      const framer = new StreamFramer(false);
      const [first] = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
        framer.push(bytes.subarray(index * 7, index * 7 + 7)),
      ).flat();
      return [name, first?.kind ?? 'waiting'];
    });
    const expected = names.map((name) => {
      // On a stream there is no end to be beyond (§3.1.2.2), and no message without a length (§18.3).
      if (name === 'clerr') return [name, 'waiting'];
      if (name === 'inv2543') return [name, 'malformed'];
      try {
        parseMessage(tortureMessage(name));
        return [name, 'message'];
      } catch {
        return [name, 'malformed'];
      }
    });
    expect(framed).toEqual(expected);
  });
});

describe('what is read in the valid ones', () => {
  it('wsinv: white space and folding nearly everywhere', () => {
    const message = request('wsinv');
    const { headers } = message;
    expect({
      uri: message.uri,
      to: parseAddress(field(message, 'To')),
      from: parseAddress(field(message, 'From')),
      cseq: parseCSeq(field(message, 'CSeq')),
      forwards: Number(field(message, 'Max-Forwards')),
      subject: headers.get('Subject'),
      unknown: [headers.get('NewFangledHeader'), headers.get('UnknownHeaderWithUnusualValue')],
      route: plain(parseAddress(field(message, 'Route')).uri.parameters),
      vias: headers
        .getAll('Via')
        .flatMap(splitList)
        .map(parseVia)
        .map(({ protocol, transport, host, parameters }) => [
          protocol,
          transport,
          host,
          parameters.get('branch'),
        ]),
      contact: parseAddress(field(message, 'Contact')),
    }).toMatchObject({
      uri: 'sip:vivekg@chair-dnrc.example.com;unknownparam',
      to: { displayName: '', uri: { user: 'vivekg', host: 'chair-dnrc.example.com' } },
      from: { displayName: 'J Rosenberg \\"', uri: { user: 'jdrosen', host: 'example.com' } },
      cseq: { number: 9, method: 'INVITE' },
      forwards: 68,
      subject: '',
      unknown: ['newfangled value continued newfangled value', ';;,,;;,;'],
      route: { lr: null, unknownwith: 'value', 'unknown-no-value': null },
      vias: [
        ['SIP/2.0', 'UDP', '192.0.2.2', '390skdjuw'],
        ['SIP/2.0', 'TCP', 'spindle.example.com', 'z9hG4bK9ikj8'],
        ['SIP/2.0', 'UDP', '192.168.255.111', 'z9hG4bK30239'],
      ],
      contact: { displayName: 'Quoted string ""', uri: { user: 'jdrosen' } },
    });
    expect(plain(parseAddress(field(message, 'To')).parameters)).toEqual({ tag: '1918181833n' });
    expect(plain(parseAddress(field(message, 'From')).parameters)).toEqual({ tag: '98asjd8' });
    expect(plain(parseAddress(field(message, 'Contact')).parameters)).toEqual({
      newparam: 'newvalue',
      secondparam: null,
      q: '0.33',
    });
  });

  it('intmeth: every character that may stand in a place', () => {
    const message = request('intmeth');
    const method = "!interesting-Method0123456789_*+`.%indeed'~";
    const uri = parseUri(message.uri);
    const from = parseAddress(field(message, 'From'));
    expect({
      method: message.method,
      user: uri.user,
      password: uri.password,
      host: uri.host,
      branch: parseVia(field(message, 'Via')).parameters.get('branch'),
      to: parseAddress(field(message, 'To')).displayName,
      from: [from.displayName, plain(from.parameters)],
      callId: message.headers.get('Call-ID'),
      cseq: parseCSeq(field(message, 'CSeq')),
      extension: message.headers.get("extensionHeader-!.%*+_`'~"),
    }).toEqual({
      method,
      user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
      password: "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)",
      host: 'example.com',
      branch: "z9hG4bK-.!%66*_+`'~",
      to: 'BEL:\u0007 NUL:\0 DEL:\u007f',
      from: [
        "token1~` token2'+_ token3*%!.-",
        { "fromparam''~+*_!.-%": 'работающий', tag: "_token~1'+`*%!-." },
      ],
      callId: 'intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{',
      cseq: { number: 139_122_385, method },
      extension: '\ufeff大停電',
    });
  });

  it('esc01, escnull, esc02, semiuri: escapes', () => {
    const message = request('esc01');
    const contact = parseAddress(field(message, 'Contact'));
    const esc02 = request('esc02');
    expect({
      uri: parseUri(message.uri).user,
      host: parseUri(message.uri).host,
      to: parseAddress(field(message, 'To')).uri.user,
      from: parseAddress(field(message, 'From')).uri.user,
      contact: [contact.uri.user, plain(contact.uri.parameters)],
      nulls: request('escnull')
        .headers.getAll('Contact')
        .map((value) => parseAddress(value).uri.user),
      esc02: [
        esc02.method,
        parseAddress(field(esc02, 'To')).displayName,
        parseVia(field(esc02, 'Via')).parameters.get('branch'),
      ],
      esc02Contacts: [esc02.headers.getAll('Contact').length, esc02.headers.get('C%6Fntact')],
      semi: [parseUri(request('semiuri').uri).user, parseUri(request('semiuri').uri).host],
      accept: request('semiuri').headers.getAll('Accept').flatMap(splitList).length,
    }).toEqual({
      uri: 'sips:user@example.com',
      host: 'example.net',
      to: 'user',
      from: 'I have spaces',
      contact: ['caller', { lr: null, name: 'value%41' }],
      nulls: ['\0', '\0\0'],
      esc02: ['RE%47IST%45R', '%Z%45', 'z9hG4bK209%fzsnel234'],
      esc02Contacts: [2, '<sip:alias2@host2.example.com>'],
      semi: ['user;par=u@example.net', 'example.com'],
      accept: 6,
    });
  });

  it('lwsdisp, longreq, dblreq, transports, mpart01: names, lengths, ends and parts', () => {
    const long = request('longreq');
    const parts = bodyParts(request('mpart01'));
    expect({
      name: parseAddress(field(request('lwsdisp'), 'From')).displayName,
      vias: long.headers
        .getAll('Via')
        .map((value) => parseVia(value).host)
        .slice(-2),
      viaCount: long.headers.getAll('Via').length,
      toPort: parseAddress(field(long, 'To')).uri.port,
      fromTagLength: parseAddress(field(long, 'From')).parameters.get('tag')?.length,
      secondRequest: [request('dblreq').method, request('dblreq').body.length],
      transports: request('transports')
        .headers.getAll('Via')
        .map((value) => parseVia(value).transport),
      parts: parts.map(({ type, bytes }) => [type, bytes.length]),
      hello: text(parts[0]?.bytes ?? new Uint8Array()),
    }).toEqual({
      name: 'caller',
      vias: ['sip1.example.com', 'host.example.com'],
      viaCount: 34,
      toPort: 6000,
      fromTagLength: 155,
      secondRequest: ['REGISTER', 0],
      transports: ['UDP', 'SCTP', 'TLS', 'UNKNOWN', 'TCP'],
      parts: [
        ['text/plain', 5],
        ['application/octet-stream', 342],
      ],
      hello: 'Hello',
    });
  });

  it('unreason, noreason: reason phrases', () => {
    expect([response('unreason').status, response('unreason').reason, response('noreason').reason]).toEqual([
      200,
      '= 2**3 * 5**2 но сто девяносто девять - простое',
      '',
    ]);
  });

  it('cparam01, cparam02, regescrt, unksm2: whose parameter it is, and what an address may be', () => {
    const contact = (name: string) => {
      const { uri, parameters } = parseAddress(field(request(name), 'Contact'));
      return { address: plain(uri.parameters), field: plain(parameters), headers: plain(uri.headers) };
    };
    const unknown = request('unksm2');
    expect({
      cparam01: contact('cparam01'),
      cparam02: contact('cparam02'),
      regescrt: contact('regescrt'),
      unksm2: ['To', 'From', 'Contact'].map((name) => {
        const { scheme, opaque } = parseAddress(field(unknown, name)).uri;
        return [scheme, opaque];
      }),
    }).toEqual({
      cparam01: { address: {}, field: { unknownparam: null }, headers: {} },
      cparam02: { address: { unknownparam: null }, field: {}, headers: {} },
      regescrt: { address: {}, field: {}, headers: { route: '<sip:sip.example.com>' } },
      unksm2: [
        ['isbn', '2983792873'],
        ['http', '//www.example.com'],
        ['name', 'John_Smith'],
      ],
    });
  });
});
