import { describe, expect, it } from 'vitest';
import { after, bobs, connected, connectedToRaw, nothing } from '../testing/connected.ts';
import { PhoneStage } from '../testing/phones.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { ScriptedMedia } from '../testing/scripted-media.ts';

describe('the session timer (RFC 4028)', () => {
  it('is agreed on, and refreshed at half of it by UPDATE', async () => {
    const { stage, call } = connected({ alice: { sessionExpiresS: 100 } });
    await stage.until(120_000);
    expect({ steps: after(stage, 1000), state: call.state }).toEqual({
      steps: ['alice → bob UPDATE', 'bob → alice 200 UPDATE', 'alice → bob UPDATE', 'bob → alice 200 UPDATE'],
      state: 'confirmed',
    });
  });

  it('is refreshed by re-INVITE where the peer has no UPDATE', async () => {
    const headers: [string, string][] = [
      ['Session-Expires', '100;refresher=uac'],
      ['Allow', 'INVITE, ACK, BYE, CANCEL'],
    ];
    const { stage, bob } = connectedToRaw({ sessionExpiresS: 100 }, headers);
    await stage.until(50_100);
    expect(bob.methods).toEqual(['INVITE', 'ACK', 'INVITE']);
  });

  it('ends the call when the peer, whose duty it was, has gone silent', async () => {
    const headers: [string, string][] = [['Session-Expires', '120;refresher=uas']];
    const { stage, bob, alice } = connectedToRaw({ sessionExpiresS: 120 }, headers);
    await stage.until(130_000);
    expect({
      bye: stage.wire.ladder.filter((line) => line.endsWith(' BYE')),
      heard: stage.heard.slice(-1),
      reason: bob.last('BYE').headers.get('Reason'),
      left: alice.agent.counts,
    }).toEqual({
      bye: ['88020 alice → bob BYE', '88030 bob → alice 200 BYE'],
      heard: ['alice: end by failed, 408'],
      reason: 'SIP;cause=408;text="The other side did not refresh the session in time."',
      left: nothing,
    });
  });

  it('is ours to refresh where only we know it; too short a one is refused with 422', async () => {
    const stage = new PhoneStage();
    const bob = stage.phone(
      'bob',
      '10.0.0.2',
      { ...bobs, sessionExpiresS: 200 },
      {
        answering: (call) => void call.answer(new ScriptedMedia('bob')),
      },
    );
    const raw = new RawPeer(stage.wire, 'raw', '10.0.0.1');
    raw.invite('10.0.0.2');
    const tooShort: [string, string][] = [
      ['Session-Expires', '60'],
      ['Supported', 'timer'],
    ];
    raw.invite('10.0.0.2', tooShort);
    await stage.until(100);
    expect({
      statuses: raw.statuses,
      agreed: raw.responses.find(({ status }) => status === 200)?.headers.get('Session-Expires'),
      minimum: raw.responses.find(({ status }) => status === 422)?.headers.get('Min-SE'),
      calls: bob.agent.counts.calls,
    }).toEqual({
      statuses: ['422 INVITE', '200 INVITE'],
      agreed: '200;refresher=uas',
      minimum: '90',
      calls: 1,
    });
  });
});

describe('a peer that allows UPDATE and then does not know it', () => {
  it('is refreshed by re-INVITE', async () => {
    const headers: [string, string][] = [
      ['Session-Expires', '100;refresher=uac'],
      ['Allow', 'INVITE, ACK, BYE, CANCEL, UPDATE'],
    ];
    const { stage, bob } = connectedToRaw({ sessionExpiresS: 100 }, headers);
    stage.at(1000, () => {
      bob.onRequest = (request) => void bob.answer(request, 501);
    });
    await stage.until(50_100);
    expect(bob.methods).toEqual(['INVITE', 'ACK', 'UPDATE', 'INVITE', 'ACK']);
  });
});
