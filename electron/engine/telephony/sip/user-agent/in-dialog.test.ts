import { describe, expect, it } from 'vitest';
import { after, connected, connectedToRaw, nothing } from '../testing/connected.ts';

describe('keys by INFO', () => {
  it('go both ways', async () => {
    const { stage, call, bobsCall } = connected();
    stage.at(500, () => call.sendInfoKey('5', 160));
    stage.at(600, () => bobsCall().sendInfoKey('#', 100));
    await stage.until(1000);
    expect({ heard: stage.heard.slice(-2), steps: after(stage, 500) }).toEqual({
      heard: ['bob: key 5 160', 'alice: key # 100'],
      steps: ['alice → bob INFO', 'bob → alice 200 INFO', 'bob → alice INFO', 'alice → bob 200 INFO'],
    });
  });

  it.each([
    ['application/dtmf', '9', '200 INFO', ['alice: key 9 -']],
    ['application/dtmf-relay', 'Signal= *\r\nDuration= 250\r\n', '200 INFO', ['alice: key * 250']],
    ['application/dtmf-relay', 'Signal=11\nDuration=1e9', '200 INFO', ['alice: key # 1']],
    ['application/dtmf-relay', 'Signal=x', '415 INFO', []],
    ['application/media_control+xml', '<xml/>', '415 INFO', []],
    ['text/plain', '', '200 INFO', []],
  ])('of the type %s with the body %j are answered with %s', async (type, body, status, heard) => {
    const { stage, bob, dialog } = connectedToRaw();
    stage.at(500, () => {
      bob.ask(dialog(), 'INFO', [['Content-Type', type]], body);
    });
    await stage.until(600);
    expect({ statuses: bob.statuses, heard: stage.heard.slice(2) }).toEqual({ statuses: [status], heard });
  });
});

describe('other requests in a dialog', () => {
  it.each([
    ['OPTIONS', '200 OPTIONS'],
    ['PRACK', '481 PRACK'],
    ['NOTIFY', '481 NOTIFY'],
    ['MESSAGE', '405 MESSAGE'],
    ['FOO', '405 FOO'],
  ])('%s is answered with %s', async (method, status) => {
    const { stage, bob, dialog } = connectedToRaw();
    stage.at(500, () => {
      bob.ask(dialog(), method);
    });
    await stage.until(600);
    expect(bob.statuses).toEqual([status]);
  });

  it('of ours that are challenged are sent again with credentials', async () => {
    const { stage, bob, call } = connectedToRaw({ credentials: { username: 'alice', password: 'x' } });
    stage.at(500, () => {
      bob.onRequest = (request) => {
        const headers: [string, string][] = [['Proxy-Authenticate', 'Digest realm="p", nonce="n1"']];
        if (request.headers.has('Proxy-Authorization')) bob.answer(request, 200);
        else bob.answer(request, 407, { headers });
      };
      call.hangUp();
    });
    await stage.until(700);
    expect(bob.methods).toEqual(['INVITE', 'ACK', 'BYE', 'BYE']);
  });

  it('to which the peer answers that it knows no such call end it', async () => {
    const { stage, bob, call, alice } = connectedToRaw();
    stage.at(500, () => {
      bob.onRequest = (request) => void bob.answer(request, 481);
      return call.sendInfoKey('1', 100).catch(() => undefined);
    });
    await stage.until(40_000);
    expect({ heard: stage.heard.slice(-1), methods: bob.methods, left: alice.agent.counts }).toEqual({
      heard: ['alice: end by failed, 481'],
      methods: ['INVITE', 'ACK', 'INFO'],
      left: nothing,
    });
  });

  it('go through the proxies of the route set, in their order', async () => {
    const { stage, bob, call } = connectedToRaw({}, [
      ['Record-Route', '<sip:10.0.0.9;lr>'],
      ['Record-Route', '<sip:10.0.0.2;lr>'],
    ]);
    stage.at(500, () => {
      call.hangUp();
    });
    await stage.until(600);
    const bye = bob.last('BYE');
    expect({ uri: bye.uri, route: bye.headers.getAll('Route') }).toEqual({
      uri: 'sip:bob@10.0.0.2:5060',
      route: ['<sip:10.0.0.2;lr>', '<sip:10.0.0.9;lr>'],
    });
  });
});
