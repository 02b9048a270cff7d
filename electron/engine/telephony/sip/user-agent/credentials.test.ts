import { expect, it } from 'vitest';
import { PhoneStage, testAccount } from '../testing/phones.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { ScriptedMedia } from '../testing/scripted-media.ts';

const challenge: [string, string][] = [['WWW-Authenticate', 'Digest realm="r", nonce="n1", qop="auth"']];

/** Alice calls by her server, which wants a password; then she hangs up towards whatever Contact it gave. */
async function hungUp(contact: string) {
  const stage = new PhoneStage();
  const alice = stage.phone(
    'alice',
    '10.0.0.1',
    testAccount({ credentials: { username: 'alice', password: 'secret' } }),
  );
  const server = new RawPeer(stage.wire, 'server', '10.0.0.2');
  const peer = new RawPeer(stage.wire, 'peer', '10.0.0.66');
  server.onRequest = (request) => {
    if (request.method === 'ACK') return;
    if (request.headers.has('Authorization'))
      server.answer(request, 200, { toTag: 'x', sdp: 'one', headers: [['Contact', contact]] });
    else server.answer(request, 401, { toTag: 'x', headers: challenge });
  };
  peer.onRequest = (request) => {
    if (request.method === 'BYE')
      peer.answer(request, 401, { headers: [['WWW-Authenticate', 'Digest realm="r", nonce="n2"']] });
  };
  const call = alice.dial('sip:bob@b.invalid', { media: new ScriptedMedia('alice') });
  stage.at(1000, () => {
    call.hangUp();
  });
  await stage.until(5000);
  const told = ({ requests }: RawPeer) =>
    requests.map(
      ({ method, headers }) => `${method}${headers.has('Authorization') ? ' with credentials' : ''}`,
    );
  return { server: told(server), peer: told(peer) };
}

it('go with every request to the server of the account', async () => {
  expect(await hungUp('<sip:server@10.0.0.2:5060>')).toEqual({
    server: ['INVITE', 'ACK', 'INVITE with credentials', 'ACK with credentials', 'BYE with credentials'],
    peer: [],
  });
});

it('never go to a peer that is reached directly, whether it asks or not', async () => {
  expect(await hungUp('<sip:peer@10.0.0.66:5060>')).toEqual({
    server: ['INVITE', 'ACK', 'INVITE with credentials'],
    peer: ['ACK', 'BYE'],
  });
});

it('go to the first server that asks, and not to whoever is called beyond it', async () => {
  const stage = new PhoneStage();
  const credentials = { username: 'alice', password: 'secret' };
  const alice = stage.phone('alice', '10.0.0.1', testAccount({ credentials }));
  const server = new RawPeer(stage.wire, 'server', '10.0.0.2');
  server.onRequest = (request) => {
    if (request.method !== 'INVITE') return;
    const headers: [string, string][] = request.headers.has('Authorization')
      ? [['WWW-Authenticate', 'Digest realm="callee", nonce="n2"']]
      : challenge;
    server.answer(request, 401, { toTag: 'x', headers });
  };
  const call = alice.dial('sip:bob@b.invalid', { media: new ScriptedMedia('alice') });
  const ends: string[] = [];
  call.onEvent((event) => {
    if (event.type === 'end') ends.push(`${String(event.end.status)} ${event.end.reason}`);
  });
  await stage.until(5000);
  expect({ methods: server.methods, ends }).toEqual({
    methods: ['INVITE', 'ACK', 'INVITE', 'ACK'],
    ends: [expect.stringMatching(/^null Somebody beyond the trunk’s server asks for a password/)],
  });
});
