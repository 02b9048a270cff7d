import { describe, expect, it } from 'vitest';
import { SipHeaders } from '../message/headers.ts';
import type { SipRequest } from '../message/message.ts';
import { formatUri } from '../message/uri.ts';
import { makeResponse } from '../transaction/make-response.ts';
import { Dialog } from './dialog.ts';
import { DialogTable, dialogIdOf } from './dialog-table.ts';

function invite(over: [string, string][] = []): SipRequest {
  const headers = new SipHeaders([
    ['Via', 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1'],
    ['From', '"Alice" <sip:alice@a.invalid>;tag=a1'],
    ['To', '<sip:bob@b.invalid>'],
    ['Call-ID', 'one'],
    ['CSeq', '7 INVITE'],
    ['Contact', '<sip:alice@10.0.0.1>'],
  ]);
  for (const [name, value] of over) headers.append(name, value);
  return { kind: 'request', method: 'INVITE', uri: 'sip:bob@b.invalid', headers, body: new Uint8Array(0) };
}

function shown({ method, uri, headers }: SipRequest): object {
  return {
    line: `${method} ${uri}`,
    route: headers.getAll('Route'),
    from: headers.get('From'),
    to: headers.get('To'),
    cseq: headers.get('CSeq'),
    callId: headers.get('Call-ID'),
  };
}

describe('a dialog', () => {
  it('of the caller goes by the response: its tag, Contact, and Record-Route backwards (§12.1.2)', () => {
    const request = invite();
    const response = makeResponse(request, 200, {
      toTag: 'b1',
      headers: [
        ['Contact', '<sip:bob@10.0.0.2>'],
        ['Record-Route', '<sip:near.invalid;lr>, <sip:middle.invalid;lr>'],
        ['Record-Route', '<sip:far.invalid;lr>'],
      ],
    });
    const dialog = Dialog.ofResponse(request, response);
    expect({ bye: shown(dialog.request('BYE', 'z9hG4bKx')), hop: formatUri(dialog.nextHop) }).toEqual({
      bye: {
        line: 'BYE sip:bob@10.0.0.2',
        route: ['<sip:far.invalid;lr>', '<sip:middle.invalid;lr>', '<sip:near.invalid;lr>'],
        from: '"Alice" <sip:alice@a.invalid>;tag=a1',
        to: '<sip:bob@b.invalid>;tag=b1',
        cseq: '8 BYE',
        callId: 'one',
      },
      hop: 'sip:far.invalid;lr',
    });
  });

  it('of the callee goes by the INVITE: its tag, Contact, and Record-Route forwards (§12.1.1)', () => {
    const dialog = Dialog.ofRequest(
      invite([['Record-Route', '<sip:near.invalid;lr>, <sip:far.invalid;lr>']]),
      'b1',
    );
    expect(shown(dialog.request('BYE', 'z9hG4bKx'))).toEqual({
      line: 'BYE sip:alice@10.0.0.1',
      route: ['<sip:near.invalid;lr>', '<sip:far.invalid;lr>'],
      from: '<sip:bob@b.invalid>;tag=b1',
      to: '"Alice" <sip:alice@a.invalid>;tag=a1',
      cseq: '1 BYE',
      callId: 'one',
    });
  });

  it('sends to a strict router as RFC 2543 wants it (§12.2.1.1)', () => {
    const dialog = Dialog.ofRequest(
      invite([['Record-Route', '<sip:strict.invalid>, <sip:far.invalid;lr>']]),
      'b1',
    );
    const { uri, headers } = dialog.request('BYE', 'z9hG4bKx');
    expect({ uri, route: headers.getAll('Route') }).toEqual({
      uri: 'sip:strict.invalid',
      route: ['<sip:far.invalid;lr>', '<sip:alice@10.0.0.1>'],
    });
  });

  it('takes requests in their order, not those from before (§12.2.2)', () => {
    const dialog = Dialog.ofRequest(invite(), 'b1');
    expect([6, 7, 8, 20, 19, 20, 21].map((number) => dialog.takeNumber(number))).toEqual([
      false,
      true,
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  it('gives an ACK the number of its INVITE, and goes on from there', () => {
    const request = invite();
    const response = makeResponse(request, 200, { toTag: 'b1' });
    const dialog = Dialog.ofResponse(request, response);
    const numbers = [
      dialog.request('ACK', 'z9hG4bKx', { number: 7 }),
      dialog.request('INFO', 'z9hG4bKy'),
      dialog.request('BYE', 'z9hG4bKz'),
    ];
    expect(numbers.map(({ headers }) => headers.get('CSeq'))).toEqual(['7 ACK', '8 INFO', '9 BYE']);
  });

  it('keeps its target where a Contact is missing, is no SIP address, or is *', () => {
    const dialog = Dialog.ofRequest(invite(), 'b1');
    const targets = [[], ['Contact', 'tel:+1'], ['Contact', '*'], ['Contact', '<sip:new@10.0.0.9>']].map(
      ([name, value]) => {
        dialog.refreshTarget(
          makeResponse(invite(), 200, { headers: name && value ? [[name, value] as const] : [] }),
        );
        return dialog.target;
      },
    );
    expect(targets).toEqual([
      'sip:alice@10.0.0.1',
      'sip:alice@10.0.0.1',
      'sip:alice@10.0.0.1',
      'sip:new@10.0.0.9',
    ]);
  });

  it('is found by the request of the peer, whose To is ours', () => {
    const table = new DialogTable<string>();
    const dialog = Dialog.ofRequest(invite(), 'b1');
    table.add(dialog.id, 'it');
    const bye = invite();
    bye.headers.set('To', '<sip:bob@b.invalid>;tag=b1');
    const stray = invite();
    stray.headers.set('To', '<sip:bob@b.invalid>;tag=b2');
    const found = [bye, stray, invite()].map((request) => {
      const id = dialogIdOf(request);
      return id && table.find(id);
    });
    table.delete(dialog.id);
    expect({ found, size: table.size }).toEqual({ found: ['it', null, null], size: 0 });
  });
});
