/** A spoken call: one leg, one voice session, one run. */
import { join } from 'node:path';
import { WavWriter } from '../audio/wav-writer.ts';
import type { Logger } from '../base/logger.ts';
import type { Timeline } from '../base/timeline.ts';
import type { Leg } from '../voice/leg.ts';
import { ProviderTime, type FixedProviderTime } from '../voice/provider-time.ts';
import { VoiceSession, type SessionState } from '../voice/session.ts';
import { defaultVoiceSettings } from '../voice/voice-settings.ts';
import { createWorkflowRun, type WorkflowRun } from '../workflow/index.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run, UsageInfo } from '#shared/domain/run.ts';
import type { CallWorkflow } from './call-workflow.ts';
import { providerName, usageKey, type CallProviders } from './providers.ts';
import { closeRun, createLoggedRun, logRunStart } from './run-lifecycle.ts';
import type { RunLog } from './run-log.ts';
import type { RunStore } from './run-store.ts';
import type { IdSource } from '../base/ids.ts';

export interface VoiceCallOptions {
  store: RunStore;
  providers: CallProviders;
  workflow: CallWorkflow;
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
  readonly #wav: WavWriter;
  #finish: (closed: Promise<Run>) => void = () => undefined;

  private constructor(options: VoiceCallOptions, run: Run, log: RunLog, wav: WavWriter) {
    const { providers, timeline, workflow } = options;
    this.run = run;
    this.#options = options;
    this.#log = log;
    this.#wav = wav;
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    const providerTime = new ProviderTime(timeline, options.fixedProviderTime, options.lockstep);
    this.#dialogue = createWorkflowRun({
      document: workflow.document,
      llm: providerTime.model(providers.llm),
      emit: log.write,
      now: options.date,
      ids: options.ids,
      initialContext: options.initialContext,
      timeZone: options.timeZone,
    });
    const { settings } = this.#dialogue;
    this.#session = new VoiceSession({
      timeline,
      leg: options.leg(() => this.#session.quiet),
      dialogue: this.#dialogue,
      vad: providers.vad.open(),
      stt: providers.stt.open(),
      tts: providers.tts,
      ttsVoice: settings.ttsVoice ?? options.defaultVoice,
      providerTime,
      settings: defaultVoiceSettings,
      recording: wav,
      log,
      maxUserIdleMs: settings.maxUserIdleMs,
      maxCallDurationMs: settings.maxCallDurationMs,
      lockstep: options.lockstep,
      onState: options.onState,
      onEnd: (disposition) => {
        this.#finish(this.#close(disposition));
      },
    });
    wav.onError((error) => {
      log.write('error', { code: error.code, message: error.message, retryable: false, stage: 'recording' });
    });
  }

  /** The run is created and everything is ready; the media is not open yet. */
  static async create(options: VoiceCallOptions): Promise<VoiceCall> {
    const { store, providers } = options;
    const { run, log } = await createLoggedRun({ ...options, mode: 'web' });
    const folder = await store.runFolder(run.id);
    const wav = await WavWriter.open(join(folder, 'recording.wav'), { sampleRateHz: 16_000, channels: 2 });
    logRunStart(log, run, {
      vad: providerName(providers.vad),
      stt: providerName(providers.stt),
      llm: providerName(providers.llm),
      tts: providerName(providers.tts),
    });
    return new VoiceCall(options, run, log, wav);
  }

  get events(): readonly RunEvent[] {
    return this.#log.events;
  }

  get state(): SessionState {
    return this.#session.state;
  }

  get nodeId(): string {
    return this.#dialogue.node.id;
  }

  /** The media opens now. */
  async open(): Promise<void> {
    await this.#options.store.updateRun(this.run.id, {
      state: 'running',
      started_at: this.#options.date().toISOString(),
      recording_url: `parley://runs/${this.run.id}/recording.wav`,
      transcript_url: `parley://runs/${this.run.id}/transcript.txt`,
    });
    this.#options.timeline.post(() => {
      this.#session.open();
    });
  }

  type(text: string): void {
    this.#session.type(text);
  }

  muteMicrophone(muted: boolean): void {
    this.#session.muteMicrophone(muted);
  }

  hangUp(disposition = 'user_hangup'): void {
    this.#session.hangUp(disposition);
  }

  async #close(disposition: string): Promise<Run> {
    const { store, providers, date } = this.#options;
    await this.#session.settled();
    await this.#dialogue.finish(disposition, new AbortController().signal);
    await this.#wav.close();
    const { ttsCharacters, sttSeconds, durationMs } = this.#session.usage;
    const usage: UsageInfo = {
      llm: Object.fromEntries(this.#dialogue.llmUsage),
      tts: ttsCharacters > 0 ? { [usageKey(providers.tts)]: ttsCharacters } : {},
      stt: sttSeconds > 0 ? { [usageKey(providers.stt)]: sttSeconds } : {},
      call_duration_seconds: durationMs / 1000,
    };
    return closeRun({
      store,
      log: this.#log,
      run: this.run,
      gatheredContext: this.#dialogue.gatheredContext,
      usage,
      endedAt: date(),
    });
  }
}
