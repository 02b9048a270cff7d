/** `parley call`: a run whose caller is a recording, a synthetic voice or lines of text. */
import { ConfigError } from '#engine/base/errors.ts';
import { countingIds } from '#engine/base/ids.ts';
import type { Logger } from '#engine/base/logger.ts';
import { RealTimeline, VirtualTimeline, type Timeline } from '#engine/base/timeline.ts';
import { FileLeg } from '#engine/calls/legs/file-leg.ts';
import { textRun } from '#engine/calls/text-run.ts';
import type { CallSounds } from '#engine/calls/call-sounds.ts';
import type { CallWorkflow } from '#engine/calls/call-workflow.ts';
import { VoiceCall } from '#engine/calls/voice-call.ts';
import type { TextToSpeech } from '#engine/providers/spec/tts.ts';
import { fieldProviderTime } from '#engine/voice/provider-time.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import type { ToolSecrets } from '#engine/tools/index.ts';
import type { Library } from '#library/index.ts';
import { builtInChain } from '#shared/domain/connections.ts';
import type { PriceBook } from '#shared/domain/prices.ts';
import type { ProviderChains } from '#shared/domain/providers.ts';
import type { Run } from '#shared/domain/run.ts';
import type { CommandProviders } from './providers.ts';
import type { RunOutput } from './output.ts';
import { readRecording } from './recording-file.ts';
import { UsageError } from './usage.ts';

export interface CallArguments {
  audio: string[];
  say: string[];
  text: string[];
  context: string | undefined;
  fast: boolean;
  /** The agent called, so a machine may answer. */
  outbound: boolean;
  providerTime: string | undefined;
  /** Chains that go before the agent's own. */
  chains: ProviderChains;
}

/** What the caller brings, read and checked before anything is written. */
export interface Caller {
  kind: 'audio' | 'say' | 'text';
  recordings: Int16Array[];
  lines: string[];
}

export async function prepareCaller({ audio, say, text }: CallArguments): Promise<Caller> {
  const given = [audio, say, text].filter((values) => values.length > 0);
  if (given.length !== 1) {
    throw new UsageError(
      'A call needs a caller: either --audio, --say or --text, each of them one or more times.',
    );
  }
  if (text.length > 0) return { kind: 'text', recordings: [], lines: text };
  if (say.length > 0) return { kind: 'say', recordings: [], lines: say };
  return { kind: 'audio', recordings: await Promise.all(audio.map(readRecording)), lines: [] };
}

export function parseContext(json: string | undefined): Record<string, unknown> {
  if (json === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError('config-invalid', `--context is not JSON: ${reason}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError('config-invalid', '--context must be a JSON object, e.g. {"first_name":"Maria"}.');
  }
  return value as Record<string, unknown>;
}

export function parseProviderTime(value: string | undefined): 'fixed' | 'measured' {
  if (value === undefined || value === 'measured') return 'measured';
  if (value === 'fixed') return 'fixed';
  throw new UsageError(`--provider-time is fixed or measured, not ${value}.`);
}

export interface CallEnvironment {
  library: Library;
  workflow: CallWorkflow;
  output: RunOutput;
  logger: Logger;
  providers: CommandProviders;
  /** Aborted by Ctrl-C: the caller hangs up. */
  interrupted: AbortSignal;
  /** What is done when the call is over; answers the run as it is then. */
  afterCall: (run: Run) => Promise<Run>;
}

/** Runs the call to its end. Answers the closed run, already written to the output. */
export async function call(caller: Caller, args: CallArguments, environment: CallEnvironment): Promise<Run> {
  const { providers, prices, toolSecrets, sounds } = environment.providers;
  // Nobody listens or speaks in a text run: what the agent wants for it does not matter.
  const voiceless: ProviderChains =
    caller.kind === 'text' ? { stt: builtInChain('stt'), tts: builtInChain('tts') } : {};
  const chains = { ...args.chains, ...voiceless };
  const forCall = await providers.forCall(environment.workflow.document, chains);
  const parts: Parts = {
    ...environment,
    forCall,
    prices: await prices(),
    toolSecrets,
    sounds,
    callerTts: providers.keyless.tts,
  };
  const run = caller.kind === 'text' ? await inText(caller, args, parts) : await inVoice(caller, args, parts);
  const whole = await environment.afterCall(run);
  environment.output.run(whole);
  return whole;
}

interface Parts extends CallEnvironment {
  forCall: CallProviders;
  prices: PriceBook;
  toolSecrets: ToolSecrets;
  sounds: CallSounds;
  /** The caller's voice is this machine's own, whoever the agent's is. */
  callerTts: TextToSpeech;
}

function inText(
  caller: Caller,
  args: CallArguments,
  { library, workflow, output, logger, forCall, prices, toolSecrets, sounds }: Parts,
): Promise<Run> {
  return textRun({
    store: library,
    llm: forCall.llm,
    leftOut: forCall.leftOut?.filter(({ stage }) => stage === 'llm'),
    onFallback: forCall.onFallback,
    prices,
    toolSecrets,
    sounds,
    workflow,
    initialContext: parseContext(args.context),
    lines: caller.lines,
    ids: countingIds(),
    date: () => new Date(),
    timeZone: null,
    logger,
    onEvent: (event) => {
      output.event(event);
    },
  });
}

async function inVoice(
  caller: Caller,
  args: CallArguments,
  {
    library,
    workflow,
    output,
    logger,
    interrupted,
    forCall: providers,
    prices,
    toolSecrets,
    sounds,
    callerTts,
  }: Parts,
): Promise<Run> {
  // The models load while the caller's lines are synthesised.
  providers.vad.open().close();
  if (providers.isHosted !== true) providers.stt.open().close();
  const utterances =
    caller.kind === 'say'
      ? await speak(caller.lines, callerTts, workflow.document.workflow_configurations?.tts_voice)
      : caller.recordings;
  const failures: unknown[] = [];
  const virtual = args.fast ? new VirtualTimeline() : null;
  const timeline: Timeline =
    virtual ?? new RealTimeline({ onError: (error) => failures.push(error), exact: true });
  const startedMs = Date.now();
  const voiceCall = await VoiceCall.create({
    store: library,
    providers,
    workflow,
    callType: args.outbound ? 'outbound' : 'inbound',
    initialContext: parseContext(args.context),
    timeline,
    leg: (agentQuiet) =>
      new FileLeg({
        timeline,
        utterances,
        manner: caller.kind === 'audio' && utterances.length === 1 ? 'continuous' : 'polite',
        agentQuiet,
      }),
    fixedProviderTime: parseProviderTime(args.providerTime) === 'fixed' ? fieldProviderTime : null,
    lockstep: true,
    ids: countingIds(),
    date: () => new Date(startedMs + timeline.now()),
    timeZone: null,
    defaultVoice: null,
    prices,
    toolSecrets,
    sounds,
    logger,
    onEvent: (event) => {
      output.event(event);
    },
    onState: () => undefined,
  });
  interrupted.addEventListener('abort', () => {
    voiceCall.hangUp();
  });
  const running = virtual?.run();
  try {
    // A call that cannot open ends all the same: its run is closed before the error is told.
    const opened = voiceCall.open();
    const [opening, run] = await Promise.all([
      opened.then(
        () => null,
        (error: unknown) => ({ error }),
      ),
      voiceCall.finished,
    ]);
    if (opening) throw opening.error;
    if (failures.length > 0) throw failures[0];
    return run;
  } finally {
    timeline.dispose();
    await running;
  }
}

/** The caller's lines in a voice that the agent does not use. */
async function speak(
  lines: string[],
  tts: TextToSpeech,
  agentVoice: string | undefined,
): Promise<Int16Array[]> {
  const voice = agentVoice === 'rms' ? 'awb' : 'rms';
  const recordings: Int16Array[] = [];
  for (const line of lines) recordings.push(await wholeSpeech(tts, line, voice));
  return recordings;
}
