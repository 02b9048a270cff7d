/** The studio's telephone calls: made and taken, seen in one table, and acted upon by their run's id. */
import type { DialCheck, PhoneCall } from '#shared/bridge/phone.ts';
import type { TransferKind, WireEntry } from '#shared/domain/phone-call.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Disposable } from '../../base/disposable.ts';
import { StudioError } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import type { Leg } from '../../voice/leg.ts';
import type { AttachedAudio, AudioSink } from '../legs/bridge-leg.ts';
import { settledWithin } from '../../workflow/deadline.ts';
import { dial, type DialledCall } from './dialling.ts';
import { takeCall } from './answering.ts';
import { CallMaking, type CallMakingOptions } from './call-making.ts';
import type { CallDesk } from './call-desk.ts';
import { CallTable } from './call-table.ts';
import { CallWire, readWire } from './call-wire.ts';
import { LiveCall } from './live-call.ts';
import type { PhoneLegOptions, PhoneLine, PhoneRules } from './ports.ts';
import { Transfers } from './transfers.ts';
import { within } from './within.ts';

/**
 * When the studio closes: what has not ended by then is left. A call gives its own answers and extractions a second
 * (`voice-call.ts`), and its record has to be written after that, also on a busy machine.
 */
const closingMs = 5000;
/** How long the target of an operator's transfer may ring: the reference's default for tools. */
const operatorRingMs = 30_000;

export interface PhoneCallsOptions extends CallMakingOptions {
  rules: PhoneRules;
  /** Opened when it is first needed; throws SipError when there can be none. */
  line: () => Promise<PhoneLine>;
  leg: (options: PhoneLegOptions) => Leg;
  /** Calls are up, or no more: the machine is kept from sleeping meanwhile. */
  keepAwake?: (active: boolean) => void;
}

export interface Notice {
  level: 'info' | 'warning';
  message: string;
}

export class PhoneCalls {
  readonly #options: PhoneCallsOptions;
  readonly #making: CallMaking;
  readonly #table = new CallTable();
  readonly #transfers: Transfers;
  readonly #event = new Emitter<{ runId: string; event: RunEvent }>();
  readonly #call = new Emitter<PhoneCall>();
  readonly #notice = new Emitter<Notice>();
  readonly #starting = new Set<Promise<unknown>>();
  readonly onEvent = this.#event.on;
  readonly onCall = this.#call.on;
  readonly onNotice = this.#notice.on;
  readonly #busy = { speaking: 0 };
  #closing = false;

  constructor(options: PhoneCallsOptions) {
    this.#options = options;
    this.#making = new CallMaking(options);
    this.#transfers = new Transfers(options);
  }

  /** Takes the calls that come in by this line from now on. */
  serve(line: PhoneLine): Disposable {
    return line.userAgent.onCall(({ call, account }) => {
      void this.#track(takeCall(this.#desk(), line, call, account?.id ?? null));
    });
  }

  async check(wish: { to: string; trunkId: string | null; workflowId: string | null }): Promise<DialCheck> {
    const checked = await this.#options.rules.check(wish);
    if (checked.refusal !== null || wish.workflowId === null) return checked;
    try {
      await this.#making.published(wish.workflowId);
      return checked;
    } catch (thrown) {
      if (!(thrown instanceof StudioError)) throw thrown;
      return { ...checked, refusal: { code: 'no-published-version', message: thrown.message } };
    }
  }

  async dial(wish: DialledCall): Promise<PhoneCall> {
    if (this.#closing) throw new StudioError('call-not-found', 'Parley is closing. Start it again to call.');
    const line = await this.#options.line();
    const call = await this.#track(dial(this.#desk(), line, wish));
    return call.row();
  }

  /** Newest first; those that are over stay for some minutes. */
  calls(): PhoneCall[] {
    return this.#table.rows();
  }

  /** Is it a telephone call whose run is not closed yet? */
  has(runId: string): boolean {
    return this.#table.has(runId);
  }

  events(runId: string): RunEvent[] {
    return [...this.#table.find(runId).voice.log.events];
  }

  async hangUp(runId: string): Promise<void> {
    const call = this.#table.find(runId);
    await within(call.options.timeline, () => {
      call.hangUp('operator_hangup');
    });
    await call.finished;
  }

  /** Answered when the peer has agreed. */
  hold(runId: string, held: boolean): Promise<void> {
    const call = this.#openCall(runId);
    return within(call.options.timeline, () => call.hold(held));
  }

  /** The operator hears both parties, and speaks by this once the call is taken over. */
  attachAudio(runId: string, sampleRateHz: number, sink: AudioSink): AttachedAudio {
    return this.#table.find(runId).operator.attach(sampleRateHz, sink);
  }

  whisper(runId: string, text: string): void {
    this.#table.find(runId).operator.whisper(text);
  }

  muteAgent(runId: string, muted: boolean): void {
    this.#table.find(runId).operator.muteAgent(muted);
  }

  /** Rejects when there is no sound by which the operator could speak, or nobody to speak with now. */
  takeOver(runId: string): Promise<void> {
    const call = this.#openCall(runId);
    return within(call.options.timeline, () => {
      call.takeOver();
    });
  }

  handBack(runId: string): void {
    this.#table.find(runId).operator.handBack();
  }

  /** Begun, when this resolves; what becomes of it is told by the call. */
  async transfer(
    runId: string,
    { kind, to, whisper }: { kind: TransferKind; to: string; whisper: string },
  ): Promise<void> {
    const wish = { kind, to, whisper, timeoutMs: operatorRingMs, disposition: 'call_transferred' };
    await this.#transfers.begin(this.#openCall(runId), await this.#options.line(), wish);
  }

  /** Rejects when it is too late. */
  cancelTransfer(runId: string): Promise<void> {
    const call = this.#table.find(runId);
    return within(call.options.timeline, () => {
      call.cancelTransfer();
    });
  }

  async wireLog(runId: string): Promise<WireEntry[]> {
    const live = this.#table.live.find((call) => call.runId === runId);
    return live?.wire ? [...live.wire.entries] : readWire(await this.#options.store.runFolder(runId));
  }

  press(runId: string, keys: string): void {
    this.#openCall(runId).voice.sendKeys(keys);
  }

  /** Are there calls? */
  get isBusy(): boolean {
    return this.#table.live.length > 0;
  }

  /** Tells the person at the studio. */
  notice(notice: Notice): void {
    this.#notice.emit(notice);
  }

  /** Our address is another one: whoever is called is told where our sound comes from now. */
  async networkChanged(): Promise<void> {
    const calls = this.#table.live.filter((call) => call.isOpen);
    const moved = await Promise.all(
      calls.map((call) =>
        within(call.options.timeline, () => call.sip?.renegotiate()).then(
          () => true,
          () => false,
        ),
      ),
    );
    const lost = moved.filter((isMoved) => !isMoved).length;
    if (lost > 0)
      this.notice({
        level: 'warning',
        message: `The network changed, and ${callCount(lost)} could not be moved to the new one. Sound may be missing until ${lost === 1 ? 'it is' : 'they are'} hung up.`,
      });
    else if (calls.length > 0)
      this.notice({
        level: 'info',
        message: `The network changed; ${callCount(calls.length)} went on from the new one.`,
      });
  }

  /** The machine has slept: nobody waits on a line that was silent for so long. */
  slept(forMs: number): void {
    const calls = this.#table.live;
    for (const call of calls)
      call.options.timeline.post(() => {
        call.lose(`The computer slept for ${durationWords(forMs)}, so the call was ended.`);
      });
    if (calls.length > 0)
      this.notice({
        level: 'warning',
        message: `The computer slept for ${durationWords(forMs)}, so ${callCount(calls.length)} ended. Keep it plugged in and open while calls are up.`,
      });
  }

  /** Every call is hung up: the BYEs are out when this returns, and the runs closed when it resolves. */
  async dispose(): Promise<void> {
    this.#closing = true;
    for (const call of this.#table.live)
      call.options.timeline.post(() => {
        call.hangUp('system_cancelled', 'Parley was closed.');
      });
    const ended = Promise.all([...this.#table.live.map((call) => call.finished), ...this.#starting]);
    await settledWithin(ended, closingMs, new AbortController().signal);
    this.#event.dispose();
    this.#call.dispose();
    this.#notice.dispose();
  }

  #openCall(runId: string): LiveCall {
    const call = this.#table.find(runId);
    if (call.isOpen) return call;
    throw new StudioError('call-not-found', 'The call has not been answered yet.');
  }

  #desk(): CallDesk {
    const { rules, leg, logger, date } = this.#options;
    const isClosing = (): boolean => this.#closing;
    return {
      making: this.#making,
      rules,
      leg,
      busy: this.#busy,
      get isClosing() {
        return isClosing();
      },
      open: (facts) =>
        new LiveCall({
          ...facts,
          date,
          changed: this.#call.emit.bind(this.#call),
          event: (runId, event) => {
            this.#event.emit({ runId, event });
          },
        }),
      wire: async (runId, { wire: source, timeline }) =>
        new CallWire({ folder: await this.#options.store.runFolder(runId), source, timeline, logger }),
      transferOf: (call, line) => this.#transfers.ofAgent(call, line),
      noteCallId: (call) => {
        const { id, extra } = call.voice.run;
        const known = { ...extra, call_id: call.sip?.callId ?? null };
        this.#options.store.updateRun(id, { extra: known }).catch(() => {
          logger.log('error', 'the Call-ID of a run could not be noted', { run: id });
        });
      },
      enter: (call, line, released) => {
        if (!this.isBusy) this.#options.keepAwake?.(true);
        this.#table.add(call);
        void call.finished.then(async (run) => {
          await call.wire?.close();
          if (!run) logger.log('error', 'the run of a telephone call could not be kept', { run: call.runId });
          released();
          this.#table.close(call, line.timeline);
          if (!this.isBusy) this.#options.keepAwake?.(false);
          this.#call.emit(call.row());
        });
      },
    };
  }

  #track<T>(started: Promise<T>): Promise<T> {
    const settled = started.catch(() => undefined).finally(() => this.#starting.delete(settled));
    this.#starting.add(settled);
    return started;
  }
}

function callCount(count: number): string {
  return count === 1 ? 'a call' : `${String(count)} calls`;
}

function durationWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${String(seconds)} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${String(minutes)} minutes` : `${String(Math.round(minutes / 60))} hours`;
}
