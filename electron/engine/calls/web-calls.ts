/** The studio's web call: at most one at a time, since there is one microphone and one person. */
import { StudioError, WorkflowError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { IdSource } from '../base/ids.ts';
import type { Logger } from '../base/logger.ts';
import { RealTimeline } from '../base/timeline.ts';
import type { CallState } from '#shared/bridge/contract.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { ToolSecrets } from '../tools/index.ts';
import { PhraseCache } from '../voice/speech/phrase-cache.ts';
import { validateWorkflow } from '#shared/graph/validate.ts';
import { BridgeLeg, type AttachedAudio, type AudioSink } from './legs/bridge-leg.ts';
import type { CallSounds } from './call-sounds.ts';
import type { CallProviders } from './providers.ts';
import type { RunStore } from './run-store.ts';
import type { CallWorkflow } from './call-workflow.ts';
import { VoiceCall } from './voice-call.ts';

/** A page that was promised a call opens its audio within this time, permission prompt included. */
const connectMs = 60_000;

export interface WebCallsOptions {
  store: RunStore;
  workflow: (id: string) => Promise<CallWorkflow | null>;
  /** Throws ConfigError when a stage has nobody who could be asked. */
  providers: (workflow: CallWorkflow) => Promise<CallProviders>;
  /** Read at every start: settings may change. */
  prices?: () => Promise<PriceBook>;
  /** Credentials of tools. */
  toolSecrets?: ToolSecrets;
  /** Ambient sounds and recordings. */
  sounds?: CallSounds;
  ids: IdSource;
  logger: Logger;
  /** Read at every start: settings may change. */
  preferences: () => Promise<{ timeZone: string | null; defaultVoice: string | null }>;
}

interface ActiveCall {
  call: VoiceCall;
  leg: BridgeLeg;
  timeline: RealTimeline;
  workflow: CallWorkflow;
  startedAt: string;
  muted: boolean;
  connected: boolean;
  connectTimer: NodeJS.Timeout;
}

export class WebCalls {
  readonly #options: WebCallsOptions;
  readonly #event = new Emitter<{ runId: string; event: RunEvent }>();
  readonly #state = new Emitter<CallState>();
  readonly #phrases = new PhraseCache();
  readonly onEvent = this.#event.on;
  readonly onState = this.#state.on;
  #active: ActiveCall | null = null;
  #starting: Promise<ActiveCall> | null = null;
  #disposed = false;

  constructor(options: WebCallsOptions) {
    this.#options = options;
  }

  current(): CallState | null {
    return this.#active ? callState(this.#active) : null;
  }

  events(runId: string): RunEvent[] {
    return [...this.#find(runId).call.events];
  }

  async startWebCall(input: {
    workflowId: string;
    initialContext: Record<string, unknown>;
  }): Promise<CallState> {
    if (this.#active || this.#starting) {
      throw new StudioError(
        'run-active',
        `A call with ${this.#active ? `“${this.#active.workflow.name}”` : 'an agent'} is already up. Hang it up first, or go back to it.`,
      );
    }
    if (this.#disposed) throw new StudioError('call-not-found', 'Parley is closing. Start it again to call.');
    this.#starting = this.#start(input);
    try {
      return callState(await this.#starting);
    } finally {
      this.#starting = null;
    }
  }

  attachAudio(runId: string, sampleRateHz: number, sink: AudioSink): AttachedAudio {
    const active = this.#find(runId);
    const attached = active.leg.attach(sampleRateHz, sink);
    if (!active.connected) {
      active.connected = true;
      clearTimeout(active.connectTimer);
      active.call.open().catch((error: unknown) => {
        this.#options.logger.log('error', 'a call could not open', { run: runId, error: String(error) });
      });
    }
    return attached;
  }

  type(runId: string, text: string): void {
    this.#find(runId).call.type(text);
  }

  mute(runId: string, muted: boolean): void {
    const active = this.#find(runId);
    active.muted = muted;
    active.call.muteMicrophone(muted);
    this.#state.emit(callState(active));
  }

  /** Keys of the telephone, in order; anything else among them is left out. */
  press(runId: string, keys: string): void {
    this.#find(runId).call.press(keys);
  }

  async hangUp(runId: string, disposition = 'user_hangup'): Promise<void> {
    const { call } = this.#find(runId);
    call.hangUp(disposition);
    await call.finished.catch(() => undefined);
  }

  /** Ends the call that is up or coming up, if any; its run is closed and kept when this resolves. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#starting?.catch(() => undefined);
    if (this.#active) await this.hangUp(this.#active.call.run.id, 'system_cancelled');
    this.#event.dispose();
    this.#state.dispose();
  }

  async #start({
    workflowId,
    initialContext,
  }: {
    workflowId: string;
    initialContext: Record<string, unknown>;
  }): Promise<ActiveCall> {
    const { store, ids, logger } = this.#options;
    const workflow = await this.#options.workflow(workflowId);
    if (!workflow)
      throw new WorkflowError('workflow-not-found', `There is no agent with the id ${workflowId}.`);
    const problems = validateWorkflow(workflow.document);
    const first = problems[0];
    if (first) {
      const more = problems.length > 1 ? ` (and ${String(problems.length - 1)} more)` : '';
      throw new WorkflowError(
        'workflow-invalid',
        `“${workflow.name}” cannot be called yet: ${first.message}${more}`,
      );
    }
    const providers = await this.#options.providers(workflow);
    const prices = await this.#options.prices?.();
    const timeline = new RealTimeline({
      onError: (error) => {
        logger.log('error', 'an event of a call failed', { error: String(error) });
      },
    });
    const leg = new BridgeLeg(timeline);
    const { timeZone, defaultVoice } = await this.#options.preferences();
    let active: ActiveCall | null = null;
    const call = await VoiceCall.create({
      store,
      providers,
      workflow,
      initialContext,
      timeline,
      leg: () => leg,
      fixedProviderTime: null,
      lockstep: false,
      phrases: this.#phrases,
      ids,
      date: () => new Date(),
      timeZone,
      defaultVoice,
      prices,
      toolSecrets: this.#options.toolSecrets,
      sounds: this.#options.sounds,
      logger,
      onEvent: (event) => {
        if (active) this.#event.emit({ runId: active.call.run.id, event });
        if (active && event.type === 'node-enter') this.#state.emit(callState(active));
      },
      onState: () => {
        if (active) this.#state.emit(callState(active));
      },
    });
    active = {
      call,
      leg,
      timeline,
      workflow,
      startedAt: new Date().toISOString(),
      muted: false,
      connected: false,
      connectTimer: setTimeout(() => {
        call.hangUp('system_connect_error');
      }, connectMs),
    };
    this.#active = active;
    void this.#watch(active);
    for (const event of call.events) this.#event.emit({ runId: call.run.id, event });
    this.#state.emit(callState(active));
    return active;
  }

  async #watch(active: ActiveCall): Promise<void> {
    try {
      await active.call.finished;
    } catch (error) {
      this.#options.logger.log('error', 'a run could not be kept', { error: String(error) });
    } finally {
      clearTimeout(active.connectTimer);
      active.timeline.dispose();
      if (this.#active === active) this.#active = null;
      this.#state.emit({ ...callState(active), state: 'ended' });
    }
  }

  #find(runId: string): ActiveCall {
    if (this.#active?.call.run.id === runId) return this.#active;
    throw new StudioError('call-not-found', 'That call is over. Its run is in the library.');
  }
}

function callState({ call, workflow, startedAt, muted }: ActiveCall): CallState {
  const run: Run = call.run;
  return {
    run_id: run.id,
    workflow_id: workflow.id,
    workflow_name: workflow.name,
    mode: run.mode,
    state: call.state,
    node_id: call.node.id,
    muted,
    started_at: startedAt,
  };
}
