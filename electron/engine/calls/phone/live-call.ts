/**
 * One telephone call while it is up: the SIP call, the agent's voice, and the row of the live table that shows them.
 *
 *   initiated ──180──► ringing ──183 with sound──► early-media
 *       │                 │                            │
 *       └────────────────►┴──── answered ◄─────────────┘ ──media open──► in-progress ◄──► on-hold
 *       │                                                                    │  ▲
 *       │                                                                    ▼  │ failed, cancelled
 *       │                                                               transferring
 *       ▼ not answered                                                       ▼
 *   busy, no-answer, canceled, failed                            completed, failed (connection lost)
 */
import type { PhoneCall } from '#shared/bridge/phone.ts';
import type { CallProgress, MediaQuality } from '#shared/domain/phone-call.ts';
import { finalProgress } from '#shared/domain/phone-call.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { SipError, StudioError, toStudioError } from '../../base/errors.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { PhoneMedia } from '../../telephony/media/api.ts';
import type { SipCall, SipCallEnd, SipCallEvent } from '../../telephony/sip/user-agent/api.ts';
import type { SessionState } from '../../voice/session.ts';
import type { CallWorkflow } from '../call-workflow.ts';
import type { VoiceCall } from '../voice-call.ts';
import type { WantedCall } from './call-making.ts';
import { answeredOutcome, unansweredInboundOutcome, unansweredOutcome, type CallOutcome } from './outcome.ts';
import type { CallWire } from './call-wire.ts';
import { Operator } from './operator.ts';
import type { PhoneLegOptions } from './ports.ts';
import { CallTransfer, type TransferStart } from './call-transfer.ts';
import type { TransferOutcome } from './transfer.ts';

/** RFC 3261 §21.6.2. */
const declined = 603;

export interface LiveCallOptions {
  direction: 'outbound' | 'inbound';
  workflow: CallWorkflow;
  trunk: Trunk | null;
  remote: string;
  local: string;
  timeline: Timeline;
  /** Wall clock. */
  date: () => Date;
  /** The row has changed. */
  changed: (row: PhoneCall) => void;
  event: (runId: string, event: RunEvent) => void;
}

export class LiveCall {
  readonly options: LiveCallOptions;
  readonly #subscriptions = new DisposableStore();
  readonly #startedAt: string;
  readonly operator: Operator;
  #voice: VoiceCall | null = null;
  #media: PhoneMedia | null = null;
  #call: SipCall | null = null;
  #progress: CallProgress = 'initiated';
  #reason = '';
  #quality: MediaQuality | null = null;
  #answeredAt: string | null = null;
  #endedAt: string | null = null;
  #wire: CallWire | null = null;
  readonly #transfer = new CallTransfer();
  #opened = false;
  /** Who holds whom. */
  readonly #standsBy = new Set<'hold' | 'held'>();
  #weGaveUp = false;
  /** How many packets had come when no more did. */
  #silentSince: number | null = null;

  constructor(options: LiveCallOptions) {
    this.options = options;
    this.#startedAt = options.date().toISOString();
    this.operator = new Operator({
      timeline: options.timeline,
      voice: () => this.voice,
      changed: () => {
        this.#changed();
      },
    });
  }

  /** The run exists from here on. */
  begin(voice: VoiceCall, media: PhoneMedia, wire: CallWire): void {
    this.#voice = voice;
    this.#wire = wire;
    this.#media = media;
    for (const event of voice.log.events) this.options.event(voice.run.id, event);
    this.#tell('initiated', null, '');
  }

  /** The INVITE is out, or has come in. */
  attach(call: SipCall): void {
    this.#call = call;
    this.#wire?.follow(call.callId);
    this.#subscriptions.add(
      call.onEvent((event) => {
        this.#sipEvent(event);
      }),
    );
  }

  get voice(): VoiceCall {
    if (!this.#voice) throw new Error('A call has no voice before it has begun.');
    return this.#voice;
  }

  get runId(): string {
    return this.voice.run.id;
  }

  get sip(): SipCall | null {
    return this.#call;
  }

  get media(): PhoneMedia | null {
    // Every media of a call of ours was made by `openMedia`, or forked from one that was.
    return (this.#call?.media as PhoneMedia | undefined) ?? this.#media;
  }

  /** What the INVITE offers. */
  get mediaToOffer(): PhoneMedia {
    if (!this.#media) throw new Error('A call has no media before it has begun.');
    return this.#media;
  }

  /** For the leg, which is made before there is a SIP call. */
  legEvents(media: PhoneMedia): Pick<PhoneLegOptions, 'media' | 'call' | 'quality' | 'lost'> {
    return {
      media: () => this.media ?? media,
      call: () => this.#call,
      quality: (quality) => {
        this.#onQuality(quality);
      },
      lost: () => {
        this.#onMediaLost();
      },
    };
  }

  /** For the voice, which is made before the run is known here. */
  voiceEvents(): Pick<WantedCall, 'callId' | 'onEvent' | 'onState'> {
    return {
      callId: () => this.#call?.callId ?? null,
      onEvent: (event) => {
        this.#onVoiceEvent(event);
      },
      onState: (state) => {
        this.#onVoiceState(state);
      },
    };
  }

  /** What went over the wire so far. */
  get wire(): CallWire | null {
    return this.#wire;
  }

  get isOver(): boolean {
    return finalProgress.has(this.#progress);
  }

  get isOpen(): boolean {
    return this.#opened && !this.isOver;
  }

  /** Resolves with the closed run; never rejects. */
  get finished(): Promise<Run | null> {
    return this.voice.finished.catch(() => null);
  }

  row(): PhoneCall {
    const { direction, workflow, trunk, remote, local } = this.options;
    const { node, state, run } = this.voice;
    return {
      run_id: run.id,
      workflow_id: workflow.id,
      workflow_name: workflow.name,
      direction,
      trunk_id: trunk?.id ?? null,
      trunk_name: trunk?.name ?? '',
      remote,
      local,
      progress: this.#progress,
      reason: this.#reason,
      state: this.isOver ? 'ended' : state,
      node_id: node.id,
      node_name: node.name,
      quality: this.#quality,
      operator: this.operator.state,
      transfer: this.#transfer.shown,
      started_at: this.#startedAt,
      answered_at: this.#answeredAt,
      ended_at: this.#endedAt,
    };
  }

  #onVoiceState(state: SessionState): void {
    if (state === 'ended') this.#voiceEnded();
    else this.#changed();
  }

  #onVoiceEvent(event: RunEvent): void {
    if (!this.#voice) return;
    this.options.event(this.runId, event);
    if (event.type === 'node-enter') this.#changed();
  }

  #onQuality(quality: MediaQuality): void {
    this.#quality = quality;
    if (!this.#voice) return;
    this.#voice.log.write('media-quality', quality);
    const { local, remote } = this.media ?? { local: null, remote: null };
    if (local !== null && remote !== null)
      this.#wire?.add({ kind: 'rtp', time_ms: this.options.date().getTime(), local, remote, quality });
    this.#changed();
  }

  /** No media has come for too long. A peer that calls somebody else for us need not send any meanwhile. */
  #onMediaLost(): void {
    this.#silentSince = this.#quality?.packets_received ?? 0;
    if (this.#progress === 'transferring' && this.#transfer.joinedAs === null) return;
    this.lose('No sound came from the other side any more, so the call was ended.');
  }

  /** The agent speaks and listens from now on. */
  open(): void {
    if (this.#opened || this.isOver) return;
    this.#opened = true;
    this.#answeredAt = this.options.date().toISOString();
    this.#tell('answered', 200, '');
    this.voice.open().then(
      () => {
        if (this.#progress === 'answered') this.#show('in-progress');
      },
      () => {
        // The run tells what happened, and has ended itself.
      },
    );
  }

  /** Hangs up, cancels or refuses, whichever the moment asks for. The BYE is out when this returns. */
  hangUp(disposition: string, reason = ''): void {
    if (this.isOver) return;
    if (this.#opened) this.#finish({ progress: 'completed', disposition, sipStatus: null, reason });
    else {
      this.#weGaveUp = true;
      if (this.#call) this.#call.hangUp();
      // Without an end of its own, as before the INVITE was out, or where the peer will only answer the CANCEL.
      this.#finish({ progress: 'canceled', disposition: 'canceled', sipStatus: null, reason });
    }
  }

  /** The connection is gone, for this reason. Called inside an event of the timeline. */
  lose(reason: string): void {
    this.#weGaveUp = true;
    this.#finish({ progress: 'failed', disposition: 'system_connect_error', sipStatus: null, reason });
  }

  /** The caller gave up before we could answer. */
  gaveUp(): void {
    this.#finish(unansweredInboundOutcome({ by: 'remote', status: 487, reason: '' }));
  }

  /** Our answer was not wanted, or never acknowledged; the SIP call has refused or ended itself. */
  couldNotAnswer(thrown: unknown): void {
    const { message } = toStudioError(thrown);
    const sipStatus = thrown instanceof SipError ? thrown.status : null;
    if (!this.isOver) this.#call?.hangUp(sipStatus === null ? undefined : { status: sipStatus });
    this.#finish({ progress: 'failed', disposition: 'system_connect_error', sipStatus, reason: message });
  }

  #sipEvent(event: SipCallEvent): void {
    switch (event.type) {
      case 'state':
        this.#sipState(event.state, event.status);
        break;
      case 'info-key':
        if (this.isOpen) this.voice.press(event.key);
        break;
      case 'end':
        this.#sipEnd(event.end);
        break;
      case 'remote-hold':
        if (this.isOpen) this.#held('held', event.held);
        break;
      case 'refer':
        // To follow it would be to dial, at our cost, whomever a caller names: see docs/decisions.
        event.refer.refuse(declined);
        break;
      case 'refer-progress':
        this.#transfer.onProgress(event);
        break;
    }
  }

  /** By a re-INVITE: the caller hears nothing of us, and we nothing of them. Rejects when the peer does not agree. */
  async hold(held: boolean): Promise<void> {
    if (!this.#call || this.#progress === 'transferring') throw notNow();
    const before = this.#standsBy.has('hold');
    if (held === before) return;
    // Frozen at once: what is said while the peer is being asked may not be heard.
    if (held) this.#held('hold', true);
    try {
      await this.#call.hold(held);
    } catch (thrown) {
      if (held && !this.isOver) this.#held('hold', false);
      throw thrown;
    }
    if (!held && !this.isOver) this.#held('hold', false);
  }

  /** Called inside an event of the timeline. Throws when the call cannot be handed on now. */
  transfer(start: TransferStart): Promise<TransferOutcome> {
    const sip = this.#call;
    const isFree = this.isOpen && this.#progress !== 'transferring' && !this.#standsBy.has('hold');
    if (!sip || !isFree || this.operator.state.has_taken_over) throw notNow();
    this.#tell('transferring', null, '');
    const { timeline } = this.options;
    const call = {
      timeline,
      voice: this.voice,
      sip,
      follow: (callId: string) => this.#wire?.follow(callId),
      givenUp: () => {
        this.#tell('in-progress', null, this.#reason);
        if (this.#silentSince === (this.#quality?.packets_received ?? 0)) this.#onMediaLost();
      },
      end: (disposition: string) => {
        this.#finish({ progress: 'completed', disposition, sipStatus: null, reason: '' });
      },
    };
    return this.#transfer.start(start, call, (reason) => {
      this.#reason = reason;
      this.#changed();
    });
  }

  /** Called inside an event of the timeline. Throws when nobody could be heard or answered now. */
  takeOver(): void {
    if (this.#progress === 'transferring')
      throw new StudioError(
        'run-active',
        this.#transfer.joinedAs === null
          ? 'The caller is being transferred. Cancel the transfer first, then take the call over.'
          : 'The caller speaks with somebody else through Parley: there is nothing to take over any more.',
      );
    if (this.#standsBy.has('hold'))
      throw new StudioError('run-active', 'The call is on hold. Take it back first, then take it over.');
    this.operator.takeOver();
  }

  /** Throws when it is too late. */
  cancelTransfer(): void {
    this.#transfer.cancel();
  }

  #held(reason: 'hold' | 'held', held: boolean): void {
    if (held) this.#standsBy.add(reason);
    else this.#standsBy.delete(reason);
    this.voice.log.write('call-hold', { held, by: reason === 'hold' ? 'operator' : 'caller' });
    this.voice.standBy(reason, held);
    if (this.#progress === 'in-progress' || this.#progress === 'on-hold')
      this.#show(this.#standsBy.size > 0 ? 'on-hold' : 'in-progress');
  }

  #sipState(state: SipCall['state'], status: number | null): void {
    const { direction } = this.options;
    switch (state) {
      case 'ringing':
      case 'early-media':
        if (!this.#opened && this.#progress !== state) this.#tell(state, status, '');
        break;
      case 'answered':
        // An inbound call is open once its ACK has come: with an INVITE without an offer, only then is the media known.
        if (direction === 'outbound') this.open();
        break;
      case 'confirmed':
        this.open();
        break;
      case 'initiated':
      case 'ended':
        break;
    }
  }

  #sipEnd(end: SipCallEnd): void {
    // A caller who was handed on leaves us; the transfer tells so itself.
    if (end.by === 'remote') this.#transfer.onCallerGone();
    if (this.isOver) return;
    // Of our own doing: the conversation, which is just ending, knows why.
    if (this.#opened && end.by === 'local')
      this.options.timeline.post(() => {
        this.#voiceEnded();
      });
    else if (this.#opened) this.#finish(answeredOutcome(end));
    else if (this.options.direction === 'inbound') this.#finish(unansweredInboundOutcome(end));
    else this.#finish(unansweredOutcome(end, this.#weGaveUp));
  }

  /** The agent, a limit or a failure has ended the conversation; the leg, closed, has hung up. */
  #voiceEnded(): void {
    if (!this.#voice) return;
    this.#finish({ progress: 'completed', disposition: 'user_hangup', sipStatus: null, reason: '' });
  }

  /** The one way out. The first outcome counts; whatever is still up is ended. */
  #finish({ progress, disposition, sipStatus, reason }: CallOutcome): void {
    if (this.isOver) return;
    this.#endedAt = this.options.date().toISOString();
    const joinedAs = progress === 'completed' ? this.#transfer.joinedAs : null;
    this.#transfer.onCallOver(reason);
    this.#tell(progress, sipStatus, reason);
    this.voice.end(joinedAs ?? disposition);
    this.#call?.hangUp();
    this.operator.close();
    this.#media?.close();
    this.#subscriptions.dispose();
  }

  #tell(progress: CallProgress, sipStatus: number | null, reason: string): void {
    this.#reason = reason;
    this.voice.log.write('call-progress', { state: progress, sip_status: sipStatus, reason });
    this.#show(progress);
  }

  #show(progress: CallProgress): void {
    this.#progress = progress;
    this.#changed();
  }

  #changed(): void {
    if (this.#voice) this.options.changed(this.row());
  }
}

function notNow(): StudioError {
  return new StudioError(
    'run-active',
    'That is not possible now: the call has to be answered, not being transferred, and with the agent.',
  );
}
