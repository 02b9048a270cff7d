/** A spoken call: one leg, one voice session, one run. */
import type { Disposable } from '../base/disposable.ts';
import type { Logger } from '../base/logger.ts';
import type { Timeline } from '../base/timeline.ts';
import type { ToolSecrets, TransferPort } from '../tools/index.ts';
import { bedOf } from '../voice/ambience/bed-of.ts';
import type { EventLog } from '../voice/event-log.ts';
import type { ProviderNames } from '../voice/latency.ts';
import type { Leg } from '../voice/leg.ts';
import type { ScreenedCall } from '../voice/line/screened-dialogue.ts';
import { ProviderTime, type FixedProviderTime } from '../voice/provider-time.ts';
import { VoiceSession, type CallTap, type SessionState, type StandbyReason } from '../voice/session.ts';
import type { PhraseCache } from '../voice/speech/phrase-cache.ts';
import { voiceSettingsOf } from '../voice/voice-settings.ts';
import { settledWithin } from '../workflow/deadline.ts';
import { createWorkflowRun, type WorkflowRun } from '../workflow/index.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import { OperatorEar } from './operator-ear.ts';
import { openRecording, type CallRecording } from './call-recording.ts';
import { callScreening } from './call-screening.ts';
import { placeOf, recordingsOf, type CallRecordings, type CallSounds } from './call-sounds.ts';
import { callTools } from './call-tools.ts';
import { usageOf } from './call-usage.ts';
import type { CallWorkflow } from './call-workflow.ts';
import { providerName, type CallProviders } from './providers.ts';
import type { CarrierPrice } from './cost.ts';
import { closeRun, closeUnopenedRun, createLoggedRun, logFailure, logRunStart } from './run-lifecycle.ts';
import type { RunLog } from './run-log.ts';
import type { RunStore } from './run-store.ts';
import { arrivalIn } from './phone/within.ts';
import type { IdSource } from '../base/ids.ts';

/** Longest wait for answers and extractions under way when the call is over: the reference's, and well within a shutdown's. */
const closingPatienceMs = 30_000;
const shutdownPatienceMs = 1000;
/** The last words of an operator, whom the end of the call cut off, are awaited so long. */
const lastWordsMs = 2000;

export interface VoiceCallOptions {
  store: RunStore;
  providers: CallProviders;
  workflow: CallWorkflow;
  /** Default `web`. */
  mode?: Run['mode'];
  /** Who called whom; default `inbound`. An outbound call may find a machine at the other end. */
  callType?: Run['call_type'];
  /** What the run is known by from its first event on. */
  extra?: Run['extra'];
  /** A telephone call can be handed on; absent: it cannot. */
  transfer?: TransferPort;
  /** What the connection adds to the gathered context, asked at the end. */
  gathered?: () => Record<string, unknown>;
  /** Whoever carries the call asks money for it. */
  carrier?: CarrierPrice;
  initialContext: Record<string, unknown>;
  timeline: Timeline;
  /** Made with the session's state at hand: a polite caller waits until the agent is quiet. */
  leg: (agentQuiet: () => boolean) => Leg;
  /** Null: answers arrive when the providers give them. */
  fixedProviderTime: FixedProviderTime | null;
  /** For calls from files: see `SessionOptions.lockstep`, and `ProviderTime`'s `inOrder`. */
  lockstep: boolean;
  ids: IdSource;
  /** Wall clock. On virtual time it follows the timeline, so that a fast run tells the times of a paced one. */
  date: () => Date;
  /** IANA zone for templates; null is the machine's. */
  timeZone: string | null;
  /** Voice when the workflow names none; null is the provider's own default. */
  defaultVoice: string | null;
  /** Absent: only what is free has a known price. */
  prices?: PriceBook | undefined;
  /** Credentials of tools; absent: there are none. */
  toolSecrets?: ToolSecrets | undefined;
  /** Speech synthesised before, shared by the calls of a process; absent: this call's own. */
  phrases?: PhraseCache;
  /** Absent: there are none. */
  sounds?: CallSounds | undefined;
  logger: Logger;
  onEvent: (event: RunEvent) => void;
  onState: (state: SessionState) => void;
}

export class VoiceCall {
  readonly run: Run;
  /** The closed run. Rejects when it could not be kept. */
  readonly finished: Promise<Run>;
  readonly #options: VoiceCallOptions;
  readonly #log: RunLog;
  readonly #dialogue: WorkflowRun;
  readonly #session: VoiceSession;
  readonly #recording: CallRecording;
  readonly #screening: ScreenedCall | null;
  readonly #providerTime: ProviderTime;
  /** Of every time that a person has spoken in the agent's place. */
  readonly #operatorEars: OperatorEar[] = [];
  /** Who has served the answer under way. */
  #served: ProviderNames;
  readonly #fallbacks: Disposable | undefined;
  #finish: (closed: Promise<Run>) => void = () => undefined;
  #opened = false;

  private constructor(
    options: VoiceCallOptions,
    run: Run,
    log: RunLog,
    recording: CallRecording,
    place: Int16Array | null,
    recordings: CallRecordings | null,
  ) {
    const { providers, timeline, workflow } = options;
    this.run = run;
    this.#options = options;
    this.#log = log;
    this.#recording = recording;
    this.#served = servedBy(providers);
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    const inOrder = options.lockstep && providers.isHosted !== true;
    const providerTime = (this.#providerTime = new ProviderTime(
      timeline,
      options.fixedProviderTime,
      inOrder,
    ));
    this.#dialogue = createWorkflowRun({
      document: workflow.document,
      llm: providerTime.model(providers.llm),
      emit: log.write,
      now: options.date,
      ids: options.ids,
      initialContext: options.initialContext,
      timeZone: options.timeZone,
      isRecorded: recording.url !== null,
      recordings: recordings?.lines,
      tools: callTools(
        workflow,
        options.toolSecrets,
        {
          answer: (start) => providerTime.answer('tool', start),
          arrival: (answered) => arrivalIn(timeline, answered),
        },
        {
          press: (keys, signal) => this.#session.sendKeys(keys, signal),
        },
        options.transfer,
      ),
    });
    const { settings } = this.#dialogue;
    const voiceSettings = voiceSettingsOf(workflow.document.workflow_configurations?.turn_taking);
    const leg = options.leg(() => this.#session.quiet);
    this.#screening =
      options.callType === 'outbound'
        ? callScreening(this.#dialogue, leg, {
            ...options,
            document: workflow.document,
            language: settings.language,
            settings: voiceSettings,
            log,
            now: options.date,
          })
        : null;
    this.#session = new VoiceSession({
      timeline,
      leg: this.#screening?.leg ?? leg,
      dialogue: this.#screening?.dialogue ?? this.#dialogue,
      vad: providers.vad.open(),
      stt: providers.stt.open(),
      tts: providers.tts,
      ttsVoice: providers.ttsVoice ?? settings.ttsVoice ?? options.defaultVoice,
      language: settings.language,
      providerTime,
      settings: voiceSettings,
      noiseSuppressor:
        workflow.document.workflow_configurations?.noise_suppression === true
          ? (providers.noise?.open() ?? null)
          : null,
      keyPauseMs: (workflow.document.workflow_configurations?.key_pause ?? 2) * 1000,
      bed: bedOf({
        volume: workflow.document.workflow_configurations?.ambient_sound?.volume,
        place,
        comfortNoise: workflow.document.workflow_configurations?.comfort_noise,
        isTelephone: leg.isTelephone === true,
      }),
      recordings: recordings?.samples ?? null,
      recording: recording.sink,
      log,
      maxUserIdleMs: settings.maxUserIdleMs,
      maxCallDurationMs: settings.maxCallDurationMs,
      hosted: providers.isHosted === true,
      lockstep: options.lockstep,
      providerNames: () => {
        const names = this.#served;
        this.#served = servedBy(providers);
        return names;
      },
      ...(options.phrases === undefined ? {} : { phrases: options.phrases }),
      onState: options.onState,
      onEnd: (disposition) => {
        this.#finish(this.#close(disposition));
      },
    });
    this.#fallbacks = providers.onFallback?.((fallback) => {
      this.#served = { ...this.#served, [fallback.stage]: fallback.to ?? fallback.from };
      log.write('provider-fallback', fallback);
      // A voice that gave way is followed by its next at once; for the other two the caller waits.
      if (fallback.stage !== 'tts' && fallback.to !== null) this.#session.bridgeSilence();
    });
    if (!options.lockstep)
      timeline.post(() => {
        this.#session.warmUp();
      });
    recording.onError((error) => {
      log.write('error', { code: error.code, message: error.message, retryable: false, stage: 'recording' });
    });
  }

  /**
   * The run is created and everything is ready; the media is not open yet. When something is not (the recording's
   * folder cannot be written), the run is closed as failed and the error thrown.
   */
  static async create(options: VoiceCallOptions): Promise<VoiceCall> {
    const { store, providers, date } = options;
    const { run, log } = await createLoggedRun({ mode: 'web', ...options }).catch((thrown: unknown) => {
      providers.release?.();
      throw thrown;
    });
    logRunStart(log, run, {
      vad: providerName(providers.vad),
      stt: providerName(providers.stt),
      llm: providerName(providers.llm),
      tts: providerName(providers.tts),
    });
    for (const fallback of providers.leftOut ?? []) log.write('provider-fallback', fallback);
    let recording: CallRecording | null = null;
    try {
      recording = await openRecording(store, run.id, isRecorded(options.workflow));
      const place = await placeOf(options, log);
      const recordings = await recordingsOf(options.sounds, options.workflow.document, log);
      return new VoiceCall(options, run, log, recording, place, recordings);
    } catch (thrown) {
      await recording?.close(true);
      providers.release?.();
      const stage = recording ? 'call' : 'recording';
      await closeUnopenedRun({ store, log, run, thrown, stage, endedAt: date(), logger: options.logger });
      throw thrown;
    }
  }

  get events(): readonly RunEvent[] {
    return this.#log.events;
  }

  get state(): SessionState {
    return this.#session.state;
  }

  get node(): { id: string; name: string } {
    return this.#dialogue.node;
  }

  /** For what the connection has to tell. */
  get log(): EventLog & { readonly events: readonly RunEvent[] } {
    return this.#log;
  }

  /** The media opens now. When the run cannot be noted as running, it ends as `unexpected_error`, and the error is thrown. */
  async open(): Promise<void> {
    try {
      await this.#options.store.updateRun(this.run.id, {
        state: 'running',
        started_at: this.#options.date().toISOString(),
        recording_url: this.#recording.url,
        transcript_url: `parley://runs/${this.run.id}/transcript.txt`,
      });
    } catch (thrown) {
      logFailure(this.#log, 'call', thrown);
      this.hangUp('unexpected_error');
      throw thrown;
    }
    this.#options.timeline.post(() => {
      this.#opened = this.#session.state !== 'ended';
      this.#session.open();
    });
  }

  type(text: string): void {
    this.#session.type(text);
  }

  press(keys: string): void {
    this.#session.press(keys);
  }

  /** Keys that our side presses. */
  sendKeys(keys: string): void {
    this.#options.timeline.post(() => {
      void this.#session.sendKeys(keys, new AbortController().signal);
    });
  }

  /** See `voice/session/standby.ts`. Called inside an event of the timeline, as are the next three. */
  standBy(reason: StandbyReason, on: boolean): void {
    this.#session.standBy(reason, on);
  }

  operatorFrame(frame: Int16Array): void {
    this.#session.operatorFrame(frame);
  }

  /** An ear for a person who speaks in the agent's place from now on: what they say is written down and remembered. */
  hearOperator(): OperatorEar {
    const { providers, timeline, workflow } = this.#options;
    const sinceMs = this.#log.mediaClock?.() ?? 0;
    const ear = new OperatorEar({
      timeline,
      vad: providers.vad.open(),
      stt: providers.stt.open(),
      settings: voiceSettingsOf(workflow.document.workflow_configurations?.turn_taking),
      providerTime: this.#providerTime,
      said: (turn, onsetMs, speechMs) => {
        this.#log.write('operator-text', { ...turn, speech_ms: speechMs }, sinceMs + onsetMs);
        this.#dialogue.overhear(turn, 'operator');
      },
      failed: (stage, thrown) => {
        logFailure(this.#log, stage, thrown);
      },
    });
    this.#operatorEars.push(ear);
    return ear;
  }

  tap(listener: CallTap): Disposable {
    return this.#session.tap(listener);
  }

  /** Says a line that is none of the dialogue's, after all that was said; settles when it has been heard or cut. */
  announce(text: string): Promise<'heard' | 'cut'> {
    return this.#session.announce(text);
  }

  /** A supervisor's word: it counts from the agent's next reply on, and nobody hears it. */
  instruct(text: string): void {
    this.#dialogue.instruct(text);
  }

  muteMicrophone(muted: boolean): void {
    this.#session.muteMicrophone(muted);
  }

  hangUp(disposition = 'user_hangup'): void {
    this.#session.hangUp(disposition);
  }

  /** As `hangUp`, at once: called inside an event of the timeline. */
  end(disposition: string): void {
    this.#session.end(disposition);
  }

  async #close(disposition: string): Promise<Run> {
    const { store, providers, date } = this.#options;
    // When the studio itself is ending, what is still being answered or extracted has to be left.
    const patienceMs = disposition === 'system_cancelled' ? shutdownPatienceMs : closingPatienceMs;
    const patience = AbortSignal.timeout(patienceMs);
    await settledWithin(this.#session.settled(), patienceMs, patience);
    this.#screening?.close();
    await settledWithin(Promise.all(this.#operatorEars.map((ear) => ear.finish())), lastWordsMs, patience);
    for (const ear of this.#operatorEars) ear.close();
    await this.#dialogue.finish(disposition, patience);
    await this.#recording.close(!this.#opened);
    this.#fallbacks?.dispose();
    providers.release?.();
    const { ttsCharacters, sttSeconds, durationMs } = this.#session.usage;
    const answeredBy = this.#screening?.answeredBy ?? null;
    const besideSeconds =
      (this.#screening?.sttSeconds ?? 0) + this.#operatorEars.reduce((sum, ear) => sum + ear.sttSeconds, 0);
    const usage = usageOf(providers, {
      llm: this.#dialogue.llmUsage,
      ttsCharacters,
      sttSeconds: sttSeconds + besideSeconds,
      durationMs,
    });
    return closeRun({
      store,
      log: this.#log,
      run: this.run,
      gatheredContext: {
        ...this.#dialogue.gatheredContext,
        ...(answeredBy === null ? {} : { answered_by: answeredBy }),
        ...this.#options.gathered?.(),
      },
      usage,
      prices: this.#options.prices,
      carrier: this.#options.carrier,
      endedAt: date(),
    });
  }
}

function servedBy({ stt, llm, tts }: CallProviders): ProviderNames {
  return { stt: providerName(stt), llm: providerName(llm), tts: providerName(tts) };
}

function isRecorded({ document }: CallWorkflow): boolean {
  return document.workflow_configurations?.recording !== 'off';
}
