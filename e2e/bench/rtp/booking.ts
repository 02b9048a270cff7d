/**
 * The sample agent books an appointment by telephone over a bad network, with the built-in recogniser. The caller answers what
 * is asked: the bench knows by the run's events which node asks. `words-right`: words that were said, less those missing,
 * wrong or added in the transcript of that turn; `booked`: calls that end with the appointment.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCodec } from '#engine/audio/codecs.ts';
import type { Library } from '#library/index.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';
import { keylessProviders } from '../../../electron/keyless.ts';
import { resourcesDir } from '../../../electron/paths.ts';
import { machine, printValue, spoken, wait } from '../harness.ts';
import { openBenchTelephone, startSipp, type FarEnd } from './ground.ts';
import { networks } from './sound.ts';

/** What the caller says to each node that asks. */
const answers: Record<string, string> = {
  greeting: 'yes please',
  service: 'a cleaning please',
  day: 'on Tuesday',
  time: 'at three in the afternoon',
  name: 'my name is David Miller',
  confirm: 'yes please',
  other: 'yes please',
};
/** The agent's pauses between sentences are shorter. */
const quietMs = 1200;
const longestMs = 120_000;

interface Booking {
  network: string;
  runId: string;
  node: string;
  turns: { said: string; heard: string | null }[];
}

export async function bookingsUnderImpairments(options: {
  library: Library;
  far: FarEnd;
  callsEach: number;
}): Promise<void> {
  const { library, far, callsEach } = options;
  const file = join(resourcesDir(), 'workflows', 'appointment-booking.json');
  const { document } = parseWorkflow(JSON.parse(await readFile(file, 'utf8')));
  if (!document) throw new Error(`${file} is not a workflow`);
  const said = new Map<string, Uint8Array>();
  for (const [node, text] of Object.entries(answers))
    said.set(node, createCodec('PCMU').encode(await spoken(text)));
  const providers = keylessProviders();
  const workflow = { id: 'booking', name: 'Booking', document };
  const all: Booking[] = [];
  for (let repeat = 0; repeat < callsEach; repeat += 1) {
    const telephone = await openBenchTelephone({ library, providers, workflow, far });
    const sipp = await startSipp(far, telephone.port, {
      scenario: 'uas',
      calls: Object.keys(networks).length,
      args: ['-recv_timeout', String(longestMs)],
    });
    const bookings = new Map<string, Booking>();
    telephone.calls.onEvent(({ runId, event }) => {
      const booking = [...bookings.values()].find((one) => one.runId === runId);
      if (!booking) return;
      if (event.type === 'transition') booking.node = event.payload.to_node_id;
      const turn = booking.turns.at(-1);
      if (event.type === 'transcript-final' && turn && event.payload.understood)
        turn.heard = [turn.heard, event.payload.text].filter(Boolean).join(' ');
    });
    far.onTurn = (user) => {
      const booking = bookings.get(user);
      const line = booking && said.get(booking.node);
      if (!booking || !line) return;
      booking.turns.push({ said: answers[booking.node] ?? '', heard: null });
      far.tell({ type: 'say', user, line });
    };
    for (const [index, [network, impairment]] of Object.entries(networks).entries()) {
      const user = `line${String(index)}`;
      const seed = 100 * repeat + index;
      far.plan(user, { lines: [], quietMs, repeats: false, answers: true, impairment, seed });
      bookings.set(user, { network, runId: await telephone.dial(user), node: 'greeting', turns: [] });
    }
    await sipp.over;
    // Runs are closed once the last word is written.
    await wait(1000);
    await telephone.dispose();
    all.push(...bookings.values());
  }
  far.onTurn = () => undefined;
  await providers.close();
  for (const network of Object.keys(networks)) print(all.filter((one) => one.network === network));
}

function print(bookings: readonly Booking[]): void {
  const turns = bookings.flatMap((booking) => booking.turns);
  const conditions = {
    ...machine,
    network: bookings[0]?.network ?? '',
    calls: bookings.length,
    stt: 'grammar',
  };
  const booked = bookings.filter(({ node }) => node === 'booked').length;
  const words = turns.reduce((sum, { said }) => sum + wordsOf(said).length, 0);
  const wrong = turns.reduce(
    (sum, { said, heard }) => sum + wordErrors(wordsOf(said), wordsOf(heard ?? '')),
    0,
  );
  printValue('rtp', 'words-right', '%', 100 * (1 - wrong / Math.max(1, words)), { ...conditions, words });
  printValue('rtp', 'booked', '%', (100 * booked) / bookings.length, {
    ...conditions,
    turns_per_call: Math.round((10 * turns.length) / bookings.length) / 10,
  });
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9']+/)
    .filter(Boolean);
}

/** Fewest words that were left out, put in or changed. */
function wordErrors(said: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, index) => index);
  for (const [at, word] of said.entries()) {
    const next = [at + 1];
    for (const [index, other] of heard.entries())
      next.push(
        Math.min(
          (row[index] ?? 0) + (word === other ? 0 : 1),
          (row[index + 1] ?? 0) + 1,
          (next[index] ?? 0) + 1,
        ),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
