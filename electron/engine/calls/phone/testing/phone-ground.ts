/**
 * The studio's telephone calls against another telephone, over the real stack on both sides: only the network between them
 * and the vendors (model, voice, recogniser) are made up, and time is virtual.
 */
import { FRAME_SAMPLES, SAMPLES_PER_MS } from '../../../audio/frame.ts';
import { VirtualTimeline } from '../../../base/timeline.ts';
import { countingIds } from '../../../base/ids.ts';
import { SipError } from '../../../base/errors.ts';
import type { Logger } from '../../../base/logger.ts';
import type { PhoneMedia } from '../../../telephony/media/api.ts';
import type { SpeechToText } from '../../../providers/spec/stt.ts';
import type { DnsPort } from '../../../telephony/sip/dns/dns-port.ts';
import { seededBytes } from '../../../telephony/sip/testing/seeded-random.ts';
import type { IncomingSipCall, SipAccount, SipCall } from '../../../telephony/sip/user-agent/api.ts';
import { PhoneStack } from '../../../telephony/stack.ts';
import { VirtualNetwork, type Weather } from '../../../telephony/testing/virtual-network.ts';
import { scriptedStt, scriptedTts, scriptedVad, tone } from '../../../voice/testing/scripted.ts';
import { testDocument, testNode } from '../../../workflow/testing/driver.ts';
import {
  scriptedModel,
  type ScriptedModel,
  type ScriptedReply,
} from '../../../workflow/testing/scripted-model.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import { trunkSchema, type Trunk, type TrunkInput } from '#shared/domain/trunk.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { PhoneLeg } from '../../legs/phone-leg.ts';
import { memoryStore, type MemoryStore } from '../../testing/memory-store.ts';
import { PhoneCalls, type Notice } from '../phone-calls.ts';
import type { PhoneRules } from '../ports.ts';

export const ours = '192.0.2.1';
export const theirs = '192.0.2.2';

export interface GroundOptions {
  document?: WorkflowDocument;
  transcripts?: (string | null)[];
  replies?: ScriptedReply[];
  trunk?: Partial<TrunkInput>;
  weather?: Partial<Weather>;
  /** In place of rules that allow everything. */
  rules?: Partial<PhoneRules>;
  /** False: nothing is published. */
  isPublished?: boolean;
  /** So long it takes to find the agent. */
  publishedAfterMs?: number;
  keepAwake?: (active: boolean) => void;
}

/** What the other party heard, and does. */
export interface Phone {
  readonly call: SipCall;
  readonly media: PhoneMedia;
  /** Moments at which something was heard, ms. */
  readonly heardMs: number[];
  readonly events: string[];
  /** What comes is heard from now on; an answered call is listened to by itself. */
  listen(): void;
  /** A voice of that length, from now on. */
  speak(durationMs: number): void;
  /** That sound, mono at 16 kHz, from now on. */
  play(sound: Int16Array): void;
}

export class PhoneGround {
  readonly timeline = new VirtualTimeline();
  readonly net: VirtualNetwork;
  readonly store: MemoryStore;
  readonly us: PhoneStack;
  readonly them: PhoneStack;
  readonly calls: PhoneCalls;
  readonly trunk: Trunk;
  readonly model: ScriptedModel;
  readonly events: RunEvent[] = [];
  readonly notices: Notice[] = [];
  /** Names of trunk places that were taken and given back. */
  readonly places = { taken: 0, released: 0 };
  /** What happens to a call that comes to the other telephone. */
  answering: (call: IncomingSipCall) => void = () => undefined;
  readonly #run: Promise<void>;
  #operatorWords: (string | null)[] = [];

  private constructor(store: MemoryStore, options: GroundOptions) {
    this.store = store;
    this.net = new VirtualNetwork({ timeline: this.timeline, seed: 7, ...options.weather });
    this.trunk = trunkSchema.parse({
      id: 'office',
      name: 'Office',
      preset: 'other',
      kind: 'ip',
      server: theirs,
      transport: 'udp',
      username: 'parley',
      caller_ids: ['+4930111'],
      codecs: ['PCMU'],
      usd_per_minute: 0.6,
      created_at: '2026-01-01T00:00:00.000Z',
      ...options.trunk,
    });
    this.us = this.#stack(ours, 1, () => [accountOf(this.trunk)]);
    this.them = this.#stack(theirs, 2, () => []);
    this.them.userAgent.onCall(({ call }) => {
      this.answering(call);
    });
    this.model = scriptedModel(options.replies ?? []);
    this.calls = new PhoneCalls({
      store,
      published: async (id) => {
        if (options.publishedAfterMs !== undefined) await this.pass(options.publishedAfterMs);
        if (options.isPublished === false) return null;
        return { id, name: 'Booking', document: options.document ?? greetingDocument() };
      },
      providers: () =>
        Promise.resolve({
          vad: scriptedVad(),
          stt: this.#recognisers(options.transcripts ?? []),
          llm: this.model,
          tts: scriptedTts(),
        }),
      preferences: () => Promise.resolve({ timeZone: 'UTC', defaultVoice: null }),
      fixedProviderTime: { stt: 0, llm: 0, tts: 0, extraction: 0 },
      // 20 ms a letter, like the voice.
      speech: (text) => Promise.resolve(tone(20 * text.length, 4000)),
      ids: countingIds(),
      date: () => new Date(Date.UTC(2026, 0, 1) + this.timeline.now()),
      logger: silent,
      rules: { ...this.#rules(), ...options.rules },
      line: () => Promise.resolve(this.us),
      leg: (legOptions) => new PhoneLeg(legOptions),
      ...(options.keepAwake ? { keepAwake: options.keepAwake } : {}),
    });
    this.calls.serve(this.us);
    this.calls.onEvent(({ event }) => void this.events.push(event));
    this.calls.onNotice((notice) => void this.notices.push(notice));
    this.#run = this.timeline.run();
  }

  static async open(options: GroundOptions = {}): Promise<PhoneGround> {
    const ground = new PhoneGround(await memoryStore(), options);
    await ground.us.listen({ transport: 'udp', at: { address: ours, port: 5060 } });
    await ground.them.listen({ transport: 'udp', at: { address: theirs, port: 5060 } });
    return ground;
  }

  /** Recognised of the person who takes over next; null: not understood. */
  operatorSays(words: string | null): void {
    this.#operatorWords = [words];
  }

  /** The other telephone takes a call: rings, and answers after a while. */
  answer(call: IncomingSipCall, { afterMs = 1000 } = {}): Promise<Phone> {
    call.ring();
    return new Promise((resolve, reject) => {
      this.timeline.at(this.timeline.now() + afterMs, () => {
        void this.them.openMedia({ trunk: this.trunk, account: null, peer: ours }).then((media) => {
          const phone = this.#phone(call, media);
          this.timeline.post(() => {
            call.answer(media).catch(reject);
            media.open(phone.listening);
            resolve(phone);
          });
        });
      });
    });
  }

  /** The other telephone calls us. */
  async ring(user = 'parley', headers: { name: string; value: string }[] = []): Promise<Phone> {
    const account = { ...accountOf(this.trunk), id: 'them', user: '+49171', domain: theirs };
    const media = await this.them.openMedia({ trunk: this.trunk, account: null, peer: ours });
    const call = this.them.userAgent.invite(account, {
      target: `sip:${user}@${ours}`,
      media,
      extraHeaders: headers,
      ringTimeoutMs: 60_000,
    });
    const phone = this.#phone(call, media);
    call.onEvent((event) => {
      if (event.type === 'state' && event.state === 'answered') phone.media.open(phone.listening);
    });
    return phone;
  }

  /** We call, and the other telephone answers. */
  async connect(): Promise<{ runId: string; phone: Phone }> {
    const answered = new Promise<Phone>((resolve, reject) => {
      this.answering = (call) => void this.answer(call).then(resolve, reject);
    });
    const runId = await this.dial();
    const phone = await answered;
    await this.until(runId, 'in-progress');
    return { runId, phone };
  }

  dial(): Promise<string> {
    return this.calls
      .dial({
        workflowId: 'w',
        to: '+49301234',
        trunkId: null,
        callerId: null,
        initialContext: { name: 'Ada' },
      })
      .then((row) => row.run_id);
  }

  /** That much time passes, everything in it done. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.timeline.at(this.timeline.now() + ms, resolve));
  }

  /** The call has reached this state. */
  until(runId: string, progress: string): Promise<void> {
    if (this.calls.calls().some((row) => row.run_id === runId && row.progress === progress))
      return Promise.resolve();
    return new Promise((resolve) => {
      const listening = this.calls.onCall((row) => {
        if (row.run_id !== runId || row.progress !== progress) return;
        listening.dispose();
        resolve();
      });
    });
  }

  /** The run is closed and kept. */
  async closed(runId: string): Promise<NonNullable<ReturnType<MemoryStore['runs']['get']>>> {
    for (;;) {
      const run = this.store.runs.get(runId);
      if (run?.is_completed === true && !this.calls.has(runId)) return run;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** So many lines have been given back. */
  async released(count: number): Promise<void> {
    while (this.places.released < count) await new Promise((resolve) => setImmediate(resolve));
  }

  /** A call that came in is up. Answers its run. */
  taken(): Promise<string> {
    return new Promise((resolve) => {
      const listening = this.calls.onCall((row) => {
        if (row.progress !== 'in-progress') return;
        listening.dispose();
        resolve(row.run_id);
      });
    });
  }

  /** `ringing 180`, in order. */
  progress(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'call-progress'
        ? [`${event.payload.state} ${String(event.payload.sip_status ?? '-')}`]
        : [],
    );
  }

  async dispose(): Promise<void> {
    await this.calls.dispose();
    this.us.dispose();
    this.them.dispose();
    this.timeline.dispose();
    await this.#run;
    await this.store.dispose();
  }

  /** The first is the caller's. */
  #recognisers(transcripts: (string | null)[]): SpeechToText {
    let opened = 0;
    return {
      ...scriptedStt([]),
      open: () => {
        opened += 1;
        return scriptedStt(opened === 1 ? transcripts : this.#operatorWords).open();
      },
    };
  }

  #stack(address: string, seed: number, accounts: () => SipAccount[]): PhoneStack {
    return new PhoneStack({
      timeline: this.timeline,
      network: this.net.host(address),
      dns: noNames,
      random: seededBytes(seed),
      now: () => new Date(Date.UTC(2026, 0, 1) + this.timeline.now()),
      userAgent: 'Parley/test',
      accounts,
      acceptUnknown: true,
    });
  }

  #phone(call: SipCall, media: PhoneMedia): Phone & { listening: Parameters<PhoneMedia['open']>[0] } {
    const heardMs: number[] = [];
    const events: string[] = [];
    call.onEvent((event) => {
      if (event.type === 'state') events.push(event.state);
      else if (event.type === 'end')
        events.push(
          `end by ${event.end.by} ${String(event.end.status ?? 'BYE')} at ${String(Math.round(this.timeline.now()))}`,
        );
      else if (event.type === 'remote-hold') events.push(event.held ? 'held' : 'taken back');
      else events.push(event.type);
    });
    const listening: Parameters<PhoneMedia['open']>[0] = {
      frame: (frame) => {
        if (frame.some((sample) => Math.abs(sample) > 1000)) heardMs.push(this.timeline.now());
      },
      key: () => undefined,
      lost: () => undefined,
      quality: () => undefined,
    };
    const play = (sound: Int16Array): void => {
      for (let at = 0; at + FRAME_SAMPLES <= sound.length; at += FRAME_SAMPLES)
        this.timeline.at(this.timeline.now() + at / SAMPLES_PER_MS, () => {
          media.send(sound.slice(at, at + FRAME_SAMPLES));
        });
    };
    return {
      call,
      media,
      heardMs,
      events,
      listening,
      listen: () => {
        media.open(listening);
      },
      speak: (durationMs) => {
        play(tone(durationMs));
      },
      play,
    };
  }

  #rules(): PhoneRules {
    const take = () => {
      this.places.taken += 1;
      return () => void (this.places.released += 1);
    };
    return {
      check: () => Promise.reject(new Error('not asked')),
      admit: ({ to }) => {
        if (to === '112')
          return Promise.reject(new SipError('number-refused', 'Emergency numbers are not dialled.'));
        return Promise.resolve({
          trunk: this.trunk,
          account: accountOf(this.trunk),
          target: to.startsWith('sip:') ? to : `sip:${to}@${theirs}`,
          remote: to,
          callerId: '+4930111',
          release: take(),
        });
      },
      routeInbound: (_account, calledUri) =>
        Promise.resolve({
          kind: 'agent',
          trunk: this.trunk,
          workflowId: 'w',
          called: calledUri,
          release: take(),
        }),
    };
  }
}

export function greetingDocument(
  configurations: WorkflowDocument['workflow_configurations'] = {},
): WorkflowDocument {
  return testDocument(
    [
      testNode('s', 'startCall', { greeting: 'Hello, this is Parley.', allow_interrupt: true }),
      testNode('e', 'endCall', { prompt: 'Say goodbye.' }),
    ],
    ['s>e'],
    { workflow_configurations: configurations },
  );
}

function accountOf(trunk: Trunk): SipAccount {
  return {
    id: trunk.id,
    user: trunk.username,
    displayName: 'Parley',
    domain: trunk.server,
    transport: 'udp',
    outboundProxy: null,
    credentials: null,
    tls: { verify: true, caPem: null },
    registerExpiresS: null,
    keepAliveS: 0,
    sessionExpiresS: 0,
    publicAddress: null,
  };
}

const silent: Logger = { log: () => undefined };
const none = (): Promise<never> => Promise.reject(new Error('There are no names here.'));
const noNames: DnsPort = { naptr: none, srv: none, a: none, aaaa: none };
