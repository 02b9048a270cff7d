/**
 * A day of the telephone, in seconds: a call every half minute on a bad network, each with another fate, while a registrar
 * goes away, a peer vanishes and our own address changes. What is left afterwards is what was there in the morning.
 */
import { describe, expect, it } from 'vitest';
import { SipError } from '../base/errors.ts';
import type { PhoneMedia } from './media/api.ts';
import { Registrar } from './sip/testing/registrar.ts';
import { testAccount } from './sip/testing/phones.ts';
import { seededRandom } from './sip/testing/seeded-random.ts';
import { SipTransports } from './sip/transport/sip-transports.ts';
import type { IncomingSipCall, SipAccount, SipCall } from './sip/user-agent/api.ts';
import type { PhoneStack } from './stack.ts';
import { measureHeapMB } from './testing/measure-heap.ts';
import { atRest, listening, speak, Telephones, testTrunk } from './testing/telephones.ts';

const hourMs = 3_600_000;
const oursFirst = '192.0.2.1';
const oursLater = '192.0.2.11';
const theirs = '192.0.2.2';
const registrarAt = '192.0.2.9';
const nowhere = '192.0.2.77';

/** What becomes of a call: its name is the user that is called, who does as he is called. */
/** By whom, and the status. */
const usualEnds = {
  answer: 'local -',
  talk: 'local -',
  'answer-and-hang-up': 'remote -',
  'early-media': 'local -',
  hold: 'local -',
  'both-hold': 'local -',
  keys: 'local -',
  transfer: 'local -',
  'ask-for-transfer': 'local -',
  attended: 'local -',
  busy: 'remote 486',
  decline: 'remote 603',
  nobody: 'failed 408',
  cancel: 'local 487',
  'cancel-at-once': 'local 487',
  // Either it is cancelled or, answered already, hung up.
  cross: 'local',
  // Nobody answers, or no connection can be had.
  unreachable: 'failed',
} as const;
type Fate = keyof typeof usualEnds;
const fates = Object.keys(usualEnds) as Fate[];
const isHeard: ReadonlySet<Fate> = new Set<Fate>(['talk', 'keys', 'early-media']);

interface Side {
  stack: PhoneStack;
  /** By which it calls the other. */
  account: SipAccount;
  other: () => string;
  /** Under which the other reaches it. */
  own: () => string;
}

class Day {
  readonly phones = new Telephones({ seed: 26, loss: 0.03, duplication: 0.05, jitterMs: 40 });
  readonly random = seededRandom(24);
  /** `FATE: how it ended` → how often. */
  readonly outcomes = new Map<string, number>();
  readonly problems: string[] = [];
  readonly #dialled = new Map<Fate, number>();
  begun = 0;
  ended = 0;
  readonly #trunks = [testTrunk(), testTrunk({ srtp: 'required' })] as const;

  /** Notes the end of a call that this side has begun or been given. */
  watch(call: SipCall, name: string): void {
    this.begun += 1;
    call.onEvent((event) => {
      if (event.type !== 'end') return;
      this.ended += 1;
      const key = `${name}: ${event.end.by} ${String(event.end.status ?? '-')}`;
      this.outcomes.set(key, (this.outcomes.get(key) ?? 0) + 1);
    });
  }

  /** Fates that ended as they should in fewer than nine of ten calls. */
  get unusual(): string[] {
    return fates.filter((fate) => {
      let usual = 0;
      for (const [end, count] of this.outcomes)
        if (end.startsWith(`${fate}: ${usualEnds[fate]}`)) usual += count;
      return usual < 0.9 * (this.#dialled.get(fate) ?? 1);
    });
  }

  media(side: Side, isSecret: boolean): Promise<PhoneMedia> {
    const trunk = this.#trunks[isSecret ? 1 : 0];
    return side.stack.openMedia({ trunk, account: side.account, peer: side.other() });
  }

  async dial(side: Side, fate: Fate | 'answer', host = side.other()): Promise<SipCall> {
    const isSecret = this.random() < 0.3;
    const media = await this.media(side, isSecret);
    const call = side.stack.userAgent.invite(side.account, {
      target: `sip:${fate}${isSecret ? '-secret' : ''}@${host}`,
      media,
      ringTimeoutMs: 20_000,
    });
    this.watch(call, fate);
    return call;
  }

  /** Settles when the call is up; false: it ended instead. */
  up(call: SipCall): Promise<boolean> {
    if (isOver(call) || call.state === 'confirmed') return Promise.resolve(!isOver(call));
    return new Promise((resolve) => {
      const listener = call.onEvent((event) => {
        if (event.type !== 'state' || (event.state !== 'confirmed' && event.state !== 'ended')) return;
        listener.dispose();
        resolve(event.state === 'confirmed');
      });
    });
  }

  /** The caller's part. */
  async call(side: Side, fate: Fate): Promise<void> {
    this.#dialled.set(fate, (this.#dialled.get(fate) ?? 0) + 1);
    const call = await this.dial(side, fate, fate === 'unreachable' ? nowhere : side.other());
    if (fate === 'cancel-at-once') {
      await this.phones.pass(this.random() * 60);
      call.hangUp();
      return;
    }
    if (fate === 'cancel' || fate === 'cross') {
      // `cross`: about when the other side answers.
      await this.phones.pass(fate === 'cancel' ? 1500 : 1940 + this.random() * 120);
      call.hangUp();
      return;
    }
    if (!(await this.up(call))) return;
    const media = call.media as PhoneMedia;
    if (fate === 'talk') {
      media.open(listening());
      speak(this.phones, media, 300);
    }
    await this.phones.pass(500);
    switch (fate) {
      case 'hold':
        await call.hold(true).catch(refused);
        await this.phones.pass(5000);
        await call.hold(false).catch(refused);
        break;
      case 'both-hold':
        await call.hold(true).catch(refused);
        break;
      case 'keys':
        await call.sendInfoKey('5', 100).catch(refused);
        media.open(listening());
        await media.sendKeys(['1']);
        break;
      case 'transfer':
        await call.refer(`sip:answer@${side.own()}`).catch(refused);
        break;
      case 'attended': {
        const second = await this.dial(side, 'answer');
        if (await this.up(second)) await call.refer(`sip:answer@${side.other()}`, second).catch(refused);
        await this.phones.pass(8000);
        second.hangUp();
        break;
      }
      default:
    }
    // Sound is a hundred events a second: talk is short.
    await this.phones.pass(isHeard.has(fate) ? 300 : 2000 + this.random() * 20_000);
    if (fate !== 'answer-and-hang-up') call.hangUp();
  }

  /** The callee's part. */
  async take(side: Side, call: IncomingSipCall): Promise<void> {
    this.watch(call, 'taken');
    const user = /^sip:([^@]*)@/.exec(call.calledUri)?.[1] ?? '';
    const fate = user.replace(/-secret$/, '');
    this.#followTransfers(side, call);
    if (fate === 'busy' || fate === 'decline') {
      call.refuse(fate === 'busy' ? 486 : 603);
      return;
    }
    call.ring();
    if (fate === 'nobody') return;
    await this.phones.pass(2000);
    if (isOver(call)) return;
    const media = await this.media(side, user.endsWith('-secret'));
    if (fate === 'early-media') {
      await call.earlyMedia(media);
      media.open(listening());
      speak(this.phones, media, 200);
      await this.phones.pass(400);
    }
    await call.answer(media);
    // Given back by whoever opened it where the call did not live to take it.
    if (isOver(call)) {
      media.close();
      return;
    }
    if (fate === 'talk') {
      media.open(listening());
      speak(this.phones, media, 300);
    }
    await this.phones.pass(500);
    if (fate === 'both-hold') await call.hold(true).catch(refused);
    if (fate === 'ask-for-transfer') await call.refer(`sip:answer@${side.own()}`).catch(refused);
    if (fate === 'answer-and-hang-up') {
      await this.phones.pass(5000);
      call.hangUp();
    }
  }

  /** Whoever is asked to call somebody else does so, and tells how it went. */
  #followTransfers(side: Side, call: SipCall): void {
    call.onEvent((event) => {
      if (event.type !== 'refer') return;
      const { refer, replaces } = event;
      if (this.random() < 0.2) {
        refer.refuse(603);
        return;
      }
      refer.accept();
      this.run(async () => {
        const media = await this.media(side, false);
        const next = side.stack.userAgent.invite(side.account, {
          target: event.target,
          media,
          replaces,
          ringTimeoutMs: 20_000,
        });
        this.watch(next, 'referred');
        const isUp = await this.up(next);
        refer.notify(isUp ? 200 : 487, isUp ? 'OK' : 'Gone');
        await this.phones.pass(3000);
        next.hangUp();
      });
    });
  }

  /** A part of a call; what a call may meet in bad weather (nobody answers, refused) is no problem. */
  run(part: () => Promise<void>): void {
    part().catch((error: unknown) => {
      if (!(error instanceof SipError))
        this.problems.push(String(error instanceof Error ? error.stack : error));
    });
  }
}

/** It changes while anything is awaited. */
function isOver(call: SipCall): boolean {
  return call.state === 'ended';
}

/** In bad weather, and by who does not want to, a change of the call is refused: it goes on as it was. */
function refused(error: unknown): void {
  if (!(error instanceof SipError)) throw error;
}

function side(day: Day, made: Side): Side {
  made.stack.userAgent.onCall(({ call }) => {
    day.run(() => day.take(made, call));
  });
  return made;
}

describe('twenty-four hours of calls', () => {
  it('leave no dialog, transaction, port, socket or timer behind, and no memory', async () => {
    const day = new Day();
    const { phones } = day;
    const { timeline, net } = phones;

    const registrarEnd = new SipTransports({
      network: net.host(registrarAt),
      timeline,
      now: () => new Date(0),
    });
    await registrarEnd.listen({ transport: 'udp', at: { address: registrarAt, port: 5060 } });
    const registrar = new Registrar(timeline, registrarEnd);
    registrar.password = 'open sesame';

    const registered = testAccount({
      id: 'registered',
      domain: registrarAt,
      credentials: { username: 'alice', password: 'open sesame' },
      registerExpiresS: 300,
      keepAliveS: 25,
    });
    const route = { user: 'alice', sessionExpiresS: 3600, transport: 'udp' } as const;
    const ourRoute = testAccount({ ...route, id: 'route', domain: theirs });
    const ourTcp = testAccount({ ...route, id: 'tcp', domain: theirs, transport: 'tcp' });

    const toUs = testAccount({ ...route, id: 'us', domain: oursFirst });
    // An attended transfer makes a telephone call itself.
    const routes = [ourRoute, toUs, { ...toUs, id: 'us-later', domain: oursLater }];

    const us = phones.stack([oursFirst, oursLater], { accounts: () => [registered, ...routes] });
    const them = phones.stack([theirs], { accounts: () => routes });
    for (const stack of [us, them])
      for (const transport of ['udp', 'tcp'] as const)
        await stack.listen({ transport, at: { address: '0.0.0.0', port: 5060 } });
    let ourAddress = oursFirst;
    const ways = { other: () => theirs, own: () => ourAddress };
    const sides = [
      side(day, { stack: us, account: ourRoute, ...ways }),
      side(day, { stack: them, account: toUs, other: ways.own, own: ways.other }),
      { stack: us, account: ourTcp, ...ways },
    ] as const;

    const registration = us.userAgent.register(registered);
    const states: string[] = [];
    registration.onState(({ state }) => {
      if (states.at(-1) !== state) states.push(state);
    });

    let count = 0;
    for (let atMs = 60_000; atMs < 24 * hourMs - 1_200_000; atMs += 20_000 + day.random() * 20_000) {
      const fate = fates[count % fates.length] ?? 'answer';
      const caller = sides[Math.floor(day.random() * sides.length)] ?? sides[0];
      phones.at(atMs, () => {
        day.run(() => day.call(caller, fate));
      });
      count += 1;
    }

    const up = (address: string, isUp: boolean) => () => {
      const host = net.at(address);
      if (host) host.isUp = isUp;
    };
    phones.at(6 * hourMs, up(registrarAt, false));
    phones.at(7 * hourMs, up(registrarAt, true));
    for (const hour of [3, 9, 12.5, 20]) {
      phones.at(hour * hourMs, up(theirs, false));
      phones.at(hour * hourMs + 300_000, up(theirs, true));
    }
    phones.at(15 * hourMs, () => void (net.weather.loss = 0.2));
    phones.at(16 * hourMs, () => void (net.weather.loss = 0.03));
    phones.at(18 * hourMs, () => {
      const host = net.at(oursFirst);
      if (host) host.addresses = [oursLater];
      ourAddress = oursLater;
      return us.networkChanged().then(() => {
        registration.refresh();
      });
    });

    const seen: Record<string, unknown> = {};
    const heapMB: number[] = [];
    const left = () => ({ us: us.counts, them: them.counts });
    phones.at(30_000, () => void (seen['morning'] = left()));
    // By eight the wire logs are as full as they get.
    for (const hour of [8, 23]) phones.at(hour * hourMs, () => void heapMB.push(measureHeapMB()));
    // Twenty minutes after the last calls: their transactions and connections are over, a timer of a session would still be there.
    phones.at(24 * hourMs, () => {
      seen['evening'] = { ...left(), timers: timeline.pending, state: registration.state.state };
      us.dispose();
      them.dispose();
      registrarEnd.dispose();
    });
    phones.at(24.1 * hourMs, () => {
      seen['night'] = { ...left(), timers: timeline.pending, open: net.open };
      timeline.dispose();
    });
    await timeline.run();

    const counts = { ...atRest, registrations: 0, flows: 1 };
    const closed = { ...counts, flows: 0 };
    expect({ seen, begun: day.begun, problems: day.problems, unusual: day.unusual }).toEqual({
      seen: {
        morning: { us: { ...counts, registrations: 1 }, them: counts },
        // Of the registration, its keep-alive, and of this test.
        evening: { us: { ...counts, registrations: 1 }, them: counts, timers: 3, state: 'registered' },
        night: { us: closed, them: closed, timers: 0, open: { datagrams: 0, servers: 0, streams: 0 } },
      },
      begun: day.ended,
      problems: [],
      unusual: [],
    });
    expect(day.begun).toBeGreaterThan(5000);
    expect(Math.abs((heapMB.at(-1) ?? 0) - (heapMB[0] ?? 0))).toBeLessThan(4);
    expect(states[0] === 'registered' && states.includes('failed')).toBe(true);
  }, 240_000);
});
