/**
 * What a bad network leaves of speech, on the recordings. `speech-distance`: log-spectral distance of what was recorded from
 * what was said, with concealment and with silence in its place. `buffer-delay`: how much later it is
 * heard than if each packet were heard the moment it comes by the fastest way.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCodec } from '#engine/audio/codecs.ts';
import { Concealer } from '#engine/audio/concealment.ts';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { logSpectralDistanceDb } from '#engine/audio/testing/spectral-distance.ts';
import { readWav } from '#engine/audio/wav-reader.ts';
import type { CallProviders } from '#engine/calls/providers.ts';
import { impairments, perfectNetwork, type Impairment } from '#engine/telephony/rtp/testing/impairments.ts';
import type { Library } from '#library/index.ts';
import { machine, printDistribution, printValue, wait } from '../harness.ts';
import { talkingWorkflow } from '../scripted-providers.ts';
import { findPieces, pieceSamples, type FoundPiece } from './alignment.ts';
import { openBenchTelephone, startSipp, type FarEnd } from './ground.ts';
import type { FarReport } from './protocol.ts';

const packetOctets = 160;
const perMs = 16;
const frameMs = 20;
/** The agent's greeting is over: the call is up on both sides. */
const quietMs = 300;
/** For that greeting, and what is still under way at the end. */
const afterwardsMs = 5000;
/** Later than this nothing is looked for, ms. */
const longestDelayMs = 800;
/** Pieces less like what was said were not found. */
const likeEnough = 0.5;

export const networks: Record<string, Impairment> = {
  ...impairments,
  reorder: { ...perfectNetwork, latencyMs: 20, jitterMs: 30, reorder: true },
  duplication: { ...perfectNetwork, latencyMs: 20, duplication: 0.1 },
};

/** @param speech µ-law at 8 kHz, whole packets */
export async function soundUnderImpairments(options: {
  library: Library;
  providers: CallProviders;
  far: FarEnd;
  speech: Uint8Array;
  callsEach: number;
}): Promise<void> {
  const concealed = await recorded(options);
  const silent = await withoutConcealment(() => recorded(options));
  for (const [network, calls] of concealed) print(network, calls, silent.get(network) ?? []);
}

/** By network. */
async function recorded({
  library,
  providers,
  far,
  speech,
  callsEach,
}: Parameters<typeof soundUnderImpairments>[0]): Promise<Map<string, HeardCall[]>> {
  const telephone = await openBenchTelephone({ library, providers, workflow: talkingWorkflow, far });
  const lines = Object.entries(networks).flatMap(([network, impairment]) =>
    Array.from({ length: callsEach }, (_, repeat) => ({ network, impairment, seed: repeat + 1 })),
  );
  const sipp = await startSipp(far, telephone.port, {
    scenario: 'uas',
    calls: lines.length,
    args: ['-recv_timeout', '120000'],
  });
  const runs = new Map<string, string>();
  for (const [index, { impairment, seed }] of lines.entries()) {
    const user = `line${String(index)}`;
    far.plan(user, { lines: [speech], quietMs, repeats: false, answers: false, impairment, seed });
    runs.set(user, await telephone.dial(user));
    await wait(100);
  }
  await telephone.up(lines.length);
  await wait(speech.length / 8 + afterwardsMs);
  const { lines: reports } = await far.report();
  await Promise.all([...runs.values()].map((runId) => telephone.calls.hangUp(runId)));
  await sipp.over;
  const said = decoded(speech);
  const heard = new Map<string, HeardCall[]>();
  for (const report of reports) {
    const network = lines[Number(report.user.slice('line'.length))]?.network ?? '';
    const recording = await callersSound(await library.runFolder(runs.get(report.user) ?? ''));
    const openedMs = telephone.openedMs(report.callId ?? '');
    heard.set(network, [...(heard.get(network) ?? []), compare(said, recording, report, openedMs)]);
  }
  await telephone.dispose();
  return heard;
}

/** Everything as it is, but that silence stands where sound would be made up. */
async function withoutConcealment<T>(work: () => Promise<T>): Promise<T> {
  const conceal = Reflect.get<Concealer, 'conceal'>(Concealer.prototype, 'conceal');
  Concealer.prototype.conceal = function (count) {
    return conceal.call(this, count).fill(0);
  };
  try {
    return await work();
  } finally {
    Concealer.prototype.conceal = conceal;
  }
}

interface HeardCall {
  /** dB, of each piece. */
  distances: number[];
  delaysMs: number[];
  found: number;
  pieces: number;
}

function compare(
  said: Int16Array,
  recording: Int16Array,
  { spoken }: FarReport,
  openedMs: number,
): HeardCall {
  const [start] = spoken;
  if (!start) throw new Error('the far end has said nothing');
  // The recording's first sample is the first of the frame that is due one frame after the sound was opened.
  const startSample = Math.round((start.startMs - openedMs - frameMs) * perMs);
  const pieces = findPieces(said, recording, [startSample, startSample + longestDelayMs * perMs]);
  const isFound = ({ correlation }: FoundPiece): boolean => correlation >= likeEnough;
  return {
    distances: pieces.map(({ saidAt, heardAt }) =>
      logSpectralDistanceDb(
        said.subarray(saidAt, saidAt + pieceSamples),
        recording.subarray(heardAt, heardAt + pieceSamples),
      ),
    ),
    delaysMs: pieces
      .filter(isFound)
      .map(({ saidAt, heardAt }) => (heardAt - startSample - saidAt) / perMs - networkMs),
    found: pieces.filter(isFound).length,
    pieces: pieces.length,
  };
}

/** Of every network here, at its fastest. */
const networkMs = 20;

function print(network: string, calls: readonly HeardCall[], silent: readonly HeardCall[]): void {
  const conditions = { ...machine, network, calls: calls.length, codec: 'PCMU' };
  const pieces = calls.reduce((sum, call) => sum + call.pieces, 0);
  const found = calls.reduce((sum, call) => sum + call.found, 0);
  const distance = (of: readonly HeardCall[], losses: string): void => {
    printValue('rtp', 'speech-distance', 'dB', mean(of.flatMap(({ distances }) => distances)), {
      ...conditions,
      losses,
    });
  };
  distance(calls, 'concealed');
  distance(silent, 'silent');
  printValue('rtp', 'speech-found', '%', (100 * found) / pieces, { ...conditions, pieces });
  printDistribution(
    'rtp',
    'buffer-delay',
    'ms',
    calls.flatMap(({ delaysMs }) => delaysMs),
    conditions,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** As it would be heard over a perfect network. */
function decoded(speech: Uint8Array): Int16Array {
  const codec = createCodec('PCMU');
  const packets: Int16Array[] = [];
  for (let at = 0; at < speech.length; at += packetOctets)
    packets.push(codec.decode(speech.subarray(at, at + packetOctets)) ?? new Int16Array(0));
  return concatenateSamples(packets);
}

/** The left channel, int16. */
async function callersSound(runFolder: string): Promise<Int16Array> {
  const { channels } = readWav(await readFile(join(runFolder, 'recording.wav')));
  return Int16Array.from(channels[0] ?? [], (sample) => sample * 32_768);
}
