/**
 * Handing a caller on to somebody else. The agent is frozen meanwhile, and goes on with the caller when it comes to nothing.
 *
 *   blind      started ──REFER accepted──► (the peer calls the target) ──NOTIFY 200, or BYE──► completed
 *   attended   started ──INVITE──► ringing ──200──► consulting: the whisper is said ──► joined:
 *                REFER with Replaces (RFC 3891), and where the peer refuses that, both are bridged here ──► completed
 *   any ──refused, busy, no answer──► failed      any before `joined` ──cancel──► canceled
 */
import type { TransferKind, TransferStage } from '#shared/domain/phone-call.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { toStudioError } from '../../base/errors.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { PhoneMedia } from '../../telephony/media/api.ts';
import type { SipCall, SipCallEvent } from '../../telephony/sip/user-agent/api.ts';
import type { VoiceCall } from '../voice-call.ts';
import { playTo } from './announcement.ts';
import { unansweredOutcome } from './outcome.ts';
import type { Admission, PhoneLine } from './ports.ts';

/**
 * After the REFER was accepted, the peer calls the target; beyond the ringing it may take this long to tell of it, ms. A
 * target that we have on the line already does not ring again.
 */
const graceMs = 10_000;

export interface TransferWish {
  kind: TransferKind;
  /** Said to the target before the two are joined; empty for nothing. */
  whisper: string;
  /** How long the target may ring. */
  timeoutMs: number;
  /** Of the run, when it succeeds. */
  disposition: string;
}

export type TransferOutcome = { ok: true } | { ok: false; reason: string };

/** The call that is handed on. */
export interface TransferredCall {
  readonly timeline: Timeline;
  readonly voice: VoiceCall;
  readonly sip: SipCall;
  /** A stage has been reached. `reason` in words. */
  stage(stage: TransferStage, sipStatus: number | null, reason: string): void;
  /** The other call's messages belong to the same run. */
  follow(callId: string): void;
  /** It has come to nothing: the agent goes on. */
  givenUp(): void;
  /** It is done: the call ends for us. */
  end(disposition: string): void;
}

export class Transfer {
  readonly outcome: Promise<TransferOutcome>;
  readonly #call: TransferredCall;
  readonly #line: PhoneLine;
  readonly #wish: TransferWish;
  readonly #admission: Admission;
  readonly #speech: (text: string) => Promise<Int16Array>;
  readonly #resources = new DisposableStore();
  readonly #stopped = new AbortController();
  #settle: (outcome: TransferOutcome) => void = () => undefined;
  #other: SipCall | null = null;
  #referred = false;
  /** They are being connected here; `#joined`: they hear each other. */
  #bridged = false;
  #joined = false;
  #over = false;
  #isClosed = false;

  constructor(options: {
    call: TransferredCall;
    line: PhoneLine;
    wish: TransferWish;
    /** Of the target; its place is given back when this transfer is over. */
    admission: Admission;
    speech: (text: string) => Promise<Int16Array>;
  }) {
    this.#call = options.call;
    this.#line = options.line;
    this.#wish = options.wish;
    this.#admission = options.admission;
    this.#speech = options.speech;
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
  }

  /** Called inside an event of the timeline. */
  start(): void {
    this.#call.stage('started', null, '');
    this.#call.voice.standBy('transfer', true);
    if (this.#wish.kind === 'blind') void this.#refer(null);
    else void this.#consult();
  }

  /** They speak through us: what the call ends as from now on. Null while they do not. */
  get joinedAs(): string | null {
    return this.#joined ? this.#wish.disposition : null;
  }

  /** False: it is too late, the peer has been told whom to call. */
  cancel(): boolean {
    if (this.#over || this.#referred || this.#bridged) return this.#over;
    this.#giveUp('canceled', null, '');
    return true;
  }

  /** NOTIFY of our REFER, RFC 3515 §2.4.5. */
  onProgress({ status, reason, final }: Extract<SipCallEvent, { type: 'refer-progress' }>): void {
    if (this.#over || this.#bridged) return;
    this.#referred = true;
    if (!final) {
      if (status >= 180 && this.#wish.kind === 'blind') this.#call.stage('ringing', status, '');
    } else if (status < 300) this.#complete(status);
    else this.#notJoined(status, unansweredOutcome({ by: 'remote', status, reason }, false).reason);
  }

  /** The caller's side has hung up: as a transfer, where they had been handed on. */
  onCallerGone(): void {
    if (this.#over) return;
    if (this.#joined) this.#call.end(this.#wish.disposition);
    else if (this.#referred && !this.#bridged) this.#complete(null);
    else this.#leave('The caller hung up before the transfer was done.');
  }

  /** The call ends for another reason, given in words (empty: nobody knows more). Tells what is known of the transfer. */
  onCallOver(reason: string): void {
    if (this.#over) return;
    const why = reason === '' ? 'The call was ended here' : reason.replace(/\.$/, '');
    if (this.#joined) this.#close();
    else if (this.#referred && !this.#bridged)
      this.#leave(
        `${why}, before the other side had told whether the target answered. It may still connect the two.`,
      );
    else this.#leave(`${why}, before the transfer was done.`);
  }

  // ── the second call ───────────────────────────────────────────────────────────────────────────────────────

  async #consult(): Promise<void> {
    const { timeline, sip } = this.#call;
    const { trunk, account, target, callerId } = this.#admission;
    // Where the peer does not agree to be held it hears silence, which is what holding sounds like here.
    await sip.hold(true).catch(() => undefined);
    const media = await this.#line.openMedia({ trunk, account, peer: target }).catch((thrown: unknown) => {
      timeline.post(() => {
        this.#giveUp('failed', null, toStudioError(thrown).message);
      });
      return null;
    });
    if (!media) return;
    this.#resources.add({
      dispose: () => {
        media.close();
      },
    });
    timeline.post(() => {
      if (this.#over) return;
      const other = this.#line.userAgent.invite(account, {
        target,
        from: callerId === '' ? {} : { user: callerId },
        media,
        ringTimeoutMs: this.#wish.timeoutMs,
      });
      this.#other = other;
      this.#call.follow(other.callId);
      this.#resources.add({
        dispose: () => {
          other.hangUp();
        },
      });
      this.#resources.add(
        other.onEvent((event) => {
          this.#otherEvent(event);
        }),
      );
    });
  }

  #otherEvent(event: SipCallEvent): void {
    if (this.#over && !this.#bridged) return;
    if (event.type === 'state' && event.state === 'ringing') this.#call.stage('ringing', event.status, '');
    if (event.type === 'state' && event.state === 'confirmed') void this.#answered();
    if (event.type !== 'end') return;
    if (this.#joined) this.#call.end(this.#wish.disposition);
    else if (this.#referred && !this.#bridged) {
      // The target's side replaces our dialog and takes it down: NOTIFY, or a BYE of the caller's side, tells the rest
      // (RFC 3891 §3).
    } else {
      const { sipStatus, reason } = unansweredOutcome(event.end, false);
      this.#giveUp(
        'failed',
        sipStatus,
        event.end.status === null ? 'They hung up before they were connected.' : reason,
      );
    }
  }

  async #answered(): Promise<void> {
    const { timeline } = this.#call;
    const { whisper } = this.#wish;
    const media = this.#otherMedia();
    this.#call.stage('consulting', 200, '');
    media.open({
      frame: (frame) => {
        if (this.#bridged) this.#call.voice.operatorFrame(frame);
      },
      key: () => undefined,
      lost: () => {
        this.#other?.hangUp();
      },
      quality: () => undefined,
    });
    if (whisper !== '') {
      // Without a voice they are connected without a word.
      const sound = await this.#speech(whisper).catch(() => null);
      if (sound) await playTo(media, timeline, sound, this.#stopped.signal);
    }
    timeline.post(() => {
      if (!this.#over) void this.#refer(this.#other);
    });
  }

  #otherMedia(): PhoneMedia {
    // Every media of a call of ours was made by `openMedia`, or forked from one that was.
    return this.#other?.media as PhoneMedia;
  }

  // ── joining ───────────────────────────────────────────────────────────────────────────────────────────────

  async #refer(other: SipCall | null): Promise<void> {
    const { sip, timeline } = this.#call;
    try {
      await (other ? sip.refer(other.remote.uri, other) : sip.refer(this.#admission.target));
    } catch (thrown) {
      timeline.post(() => {
        const why = toStudioError(thrown).message;
        this.#notJoined(null, `The other side does not carry out transfers. ${why}`);
      });
      return;
    }
    timeline.post(() => {
      if (this.#over) return;
      this.#referred = true;
      const patienceMs = other ? graceMs : this.#wish.timeoutMs + graceMs;
      this.#resources.add(
        timeline.at(timeline.now() + patienceMs, () => {
          this.#notJoined(null, 'The other side accepted the transfer but told nothing of it.');
        }),
      );
    });
  }

  /** The other side has not joined them: where the target still waits we do. */
  #notJoined(sipStatus: number | null, reason: string): void {
    if (this.#over || this.#bridged) return;
    if (this.#other && this.#other.state !== 'ended') void this.#bridge();
    else this.#giveUp('failed', sipStatus, reason);
  }

  /** Both parties hear each other through us, until one of them hangs up. */
  async #bridge(): Promise<void> {
    const { sip, voice, timeline } = this.#call;
    if (this.#bridged || this.#over) return;
    this.#bridged = true;
    await sip.hold(false).catch(() => undefined);
    timeline.post(() => {
      if (this.#over) return;
      const media = this.#otherMedia();
      this.#joined = true;
      voice.standBy('bridged', true);
      this.#resources.add(
        voice.tap({
          caller: (frame) => {
            media.send(frame);
          },
          agent: () => undefined,
        }),
      );
      this.#call.stage(
        'completed',
        null,
        'They speak through Parley, because the other side does not carry out transfers.',
      );
      this.#settle({ ok: true });
    });
  }

  #complete(sipStatus: number | null): void {
    if (this.#over) return;
    this.#call.stage('completed', sipStatus, '');
    this.#settle({ ok: true });
    const { disposition } = this.#wish;
    this.#close();
    this.#call.end(disposition);
  }

  #giveUp(stage: 'failed' | 'canceled', sipStatus: number | null, reason: string): void {
    if (this.#over) return;
    const wasHeld = this.#wish.kind === 'attended';
    this.#settle({ ok: false, reason: stage === 'canceled' ? 'The transfer was cancelled.' : reason });
    this.#close();
    this.#call.stage(stage, sipStatus, reason);
    if (wasHeld) void this.#call.sip.hold(false).catch(() => undefined);
    this.#call.voice.standBy('transfer', false);
    this.#call.givenUp();
  }

  /** Called when the call is over, or is about to be. */
  #leave(reason: string): void {
    this.#close();
    this.#call.stage('failed', null, reason);
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#over = true;
    this.#stopped.abort();
    this.#resources.dispose();
    this.#admission.release();
    this.#settle({ ok: false, reason: 'The caller hung up.' });
  }
}
