/** The agent's end of a telephone call: its run and voice, made ready before anybody answers. */
import type { PriceBook } from '#shared/domain/prices.ts';
import type { RunEvent } from '#shared/domain/run-event.ts';
import type { Run } from '#shared/domain/run.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { StudioError, WorkflowError } from '../../base/errors.ts';
import type { IdSource } from '../../base/ids.ts';
import type { Logger } from '../../base/logger.ts';
import type { Timeline } from '../../base/timeline.ts';
import type { ToolSecrets, TransferPort } from '../../tools/index.ts';
import type { Leg } from '../../voice/leg.ts';
import type { FixedProviderTime } from '../../voice/provider-time.ts';
import type { SessionState } from '../../voice/session.ts';
import { PhraseCache } from '../../voice/speech/phrase-cache.ts';
import type { CallSounds } from '../call-sounds.ts';
import type { CallWorkflow } from '../call-workflow.ts';
import type { CallProviders } from '../providers.ts';
import type { RunStore } from '../run-store.ts';
import { VoiceCall } from '../voice-call.ts';

export interface CallMakingOptions {
  store: RunStore;
  /** What is called by telephone: the published version. Null when there is none. */
  published: (workflowId: string) => Promise<CallWorkflow | null>;
  /** Throws ConfigError when a stage has nobody who could be asked. */
  providers: (workflow: CallWorkflow) => Promise<CallProviders>;
  /** Read for every call: settings may change. */
  prices?: () => Promise<PriceBook>;
  preferences: () => Promise<{ timeZone: string | null; defaultVoice: string | null }>;
  toolSecrets?: ToolSecrets;
  sounds?: CallSounds;
  /** For tests that repeat exactly; absent: answers arrive when the providers give them. */
  fixedProviderTime?: FixedProviderTime;
  /** What is said to people who talk to no agent, in the studio's voice: mono, 16 kHz. */
  speech: (text: string) => Promise<Int16Array>;
  ids: IdSource;
  /** Wall clock. */
  date: () => Date;
  logger: Logger;
}

export interface WantedCall {
  workflow: CallWorkflow;
  callType: Run['call_type'];
  trunk: Trunk | null;
  initialContext: Record<string, unknown>;
  timeline: Timeline;
  leg: Leg;
  /** For the agent's own tool. */
  transfer: TransferPort;
  /** Known once there is a SIP call. */
  callId: () => string | null;
  onEvent: (event: RunEvent) => void;
  onState: (state: SessionState) => void;
}

export class CallMaking {
  readonly options: CallMakingOptions;
  readonly #phrases = new PhraseCache();

  constructor(options: CallMakingOptions) {
    this.options = options;
  }

  /** Throws when the agent has no published version: a draft is never dialled. */
  async published(workflowId: string): Promise<CallWorkflow> {
    const workflow = await this.options.published(workflowId);
    if (workflow) return workflow;
    throw new WorkflowError(
      'workflow-invalid',
      'This agent has no published version. Calls by telephone run what is published: open the agent and publish it first.',
    );
  }

  /** The run is created and what will be said first is being synthesised; nothing is heard yet. */
  async create(wanted: WantedCall): Promise<VoiceCall> {
    // Disks and vendors take their time, and virtual time waits for them.
    const held = wanted.timeline.hold();
    try {
      return await this.#create(wanted);
    } finally {
      held.dispose();
    }
  }

  async #create(wanted: WantedCall): Promise<VoiceCall> {
    const { store, toolSecrets, sounds, ids, date, logger } = this.options;
    const { workflow, trunk, callId } = wanted;
    const providers = await this.options.providers(workflow);
    const [prices, { timeZone, defaultVoice }] = await Promise.all([
      this.options.prices?.(),
      this.options.preferences(),
    ]).catch((thrown: unknown) => {
      providers.release?.();
      throw thrown;
    });
    return VoiceCall.create({
      store,
      providers,
      workflow,
      mode: 'phone',
      callType: wanted.callType,
      extra: { trunk_id: trunk?.id ?? null },
      gathered: () => ({ call_id: callId() }),
      ...(trunk ? { carrier: { name: trunk.name, usdPerMinute: trunk.usd_per_minute } } : {}),
      initialContext: wanted.initialContext,
      timeline: wanted.timeline,
      leg: () => wanted.leg,
      transfer: wanted.transfer,
      fixedProviderTime: this.options.fixedProviderTime ?? null,
      lockstep: false,
      phrases: this.#phrases,
      ids,
      date,
      timeZone,
      defaultVoice,
      prices,
      toolSecrets,
      sounds,
      logger,
      onEvent: wanted.onEvent,
      onState: wanted.onState,
    });
  }
}

export function callIsOver(): StudioError {
  return new StudioError('call-not-found', 'That call is over. Its run is in the library.');
}
