/** The real user agent and a server at the far end of a wire in memory, on virtual time. */
import { expect, it } from 'vitest';
import { PhoneStage, testAccount } from '#engine/telephony/sip/testing/phones.ts';
import { Registrar } from '#engine/telephony/sip/testing/registrar.ts';
import { ServerWatch } from './server-watch.ts';
import { momentWords } from './trunk-status.ts';

function scene() {
  const stage = new PhoneStage();
  const account = testAccount();
  const alice = stage.phone('alice', '10.0.0.1', account);
  const registrar = new Registrar(stage.timeline, stage.wire.end('server', '10.0.0.2'));
  const told: string[] = [];
  const now = () => new Date(Date.UTC(2026, 10, 26) + stage.timeline.now());
  const watch = new ServerWatch({
    userAgent: alice.agent,
    timeline: stage.timeline,
    account,
    now,
    changed: () => {
      const { state } = watch;
      const since = state.state === 'asking' ? '' : (state.since.getTime() - Date.UTC(2026, 10, 26)) / 1000;
      const said = state.state === 'away' ? ` ${String(state.status)} ${state.message}` : '';
      told.push(`${String(stage.timeline.now() / 1000)} ${state.state} since ${String(since)}${said}`);
    },
  });
  return { stage, alice, registrar, watch, told };
}

it('asks every minute, and says since when the server answers or does not', async () => {
  const { stage, registrar, told, watch } = scene();
  stage.at(61_000, () => {
    stage.wire.drop = () => true;
  });
  stage.at(200_000, () => {
    stage.wire.drop = () => false;
  });
  registrar.instead.push({ status: 404 });
  await stage.until(250_000);
  expect(told).toEqual([
    '0.02 there since 0.02',
    '60.02 there since 0.02',
    expect.stringMatching(/^130 away since 130 null b\.invalid does not answer\. Nothing came back\./),
    expect.stringMatching(/^190 away since 130/),
    '240.02 there since 240.02',
  ]);
  expect(watch.nextAt?.toISOString()).toBe('2026-11-26T00:05:00.000Z');
});

it('a server with a fault of its own takes no calls', async () => {
  const { stage, registrar, told } = scene();
  registrar.instead.push({ status: 503 });
  await stage.until(1000);
  expect(told).toEqual([
    expect.stringMatching(/^0\.02 away since 0\.02 503 b\.invalid answers 503 .*overloaded/),
  ]);
});

it('learns from the answer how the server sees us, and says so in Contact', async () => {
  const { stage, registrar } = scene();
  registrar.seenAs = { address: '203.0.113.7', port: 40_001 };
  await stage.until(70_000);
  expect(registrar.requests.map(({ headers }) => headers.get('Contact'))).toEqual([
    '<sip:alice@10.0.0.1:5060>',
    '<sip:alice@203.0.113.7:40001>',
  ]);
});

it('asks at once when it is told to, and not at all when it is done with', async () => {
  const { stage, alice, registrar, watch, told } = scene();
  stage.at(20_000, () => {
    watch.ask();
  });
  stage.at(85_000, () => {
    watch.dispose();
  });
  await stage.until(300_000);
  expect({
    asked: registrar.log.map((line) => line.split(' ')[0]),
    told: told.length,
    left: alice.agent.counts.transactions,
  }).toEqual({ asked: ['0.0', '20.0', '80.0'], told: 3, left: 0 });
});

it('moments of another day bear it', () => {
  const noon = new Date(2026, 10, 25, 12, 5);
  expect([
    momentWords(noon, new Date(2026, 10, 25, 23)),
    momentWords(noon, new Date(2026, 10, 26, 0, 1)),
  ]).toEqual(['12:05', '12:05 on 25 November']);
});
