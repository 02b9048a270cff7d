/**
 * How well the built-in recogniser hears. Every caller example of the sample agents, spoken to the node that expects it, and
 * everyday sentences that no agent expects, by synthetic voices. `heard`: word for word; `misheard`: taken for another
 * sentence; `refused`: "not understood"; `accepted-stranger`: a sentence of another world taken for an answer.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { concatenateSamples } from '#engine/audio/frames.ts';
import { FRAME_SAMPLES } from '#engine/audio/frame.ts';
import { createFliteTts } from '#engine/providers/flite/index.ts';
import { createGrammarStt } from '#engine/providers/grammar/index.ts';
import type { SttHints } from '#engine/providers/spec/stt.ts';
import { wholeSpeech } from '#engine/voice/whole-speech.ts';
import { compileWorkflow } from '#engine/workflow/compile.ts';
import { workflowDocumentSchema } from '#shared/domain/workflow.ts';
import { machine, printValue } from './harness.ts';

const STRANGERS = [
  'where is the nearest train station',
  'the weather is lovely in the mountains',
  'play some jazz music in the kitchen',
  'my cat is sleeping under the table',
  'do you sell bicycles',
  'I have never been to Portugal before',
  'turn left after the second bridge',
  'the meeting was moved upstairs',
  'could somebody open this window',
  'we are having soup for dinner',
  'that movie made me cry',
  'blue shirts are in the washing machine',
  'how long does the ferry take',
  'our neighbours bought a sailing boat',
  'she plays the violin beautifully',
  'what a strange question',
  'the train leaves from platform four',
  'he forgot his umbrella again',
];

const voices = (process.env['VOICES'] ?? 'rms awb').split(' ');
const verbose = process.env['VERBOSE'] === '1';
const folder = new URL('../../resources/workflows/', import.meta.url);
const cases: { node: string; hints: SttHints; examples: string[] }[] = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const document = workflowDocumentSchema.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  for (const node of compileWorkflow(document).nodes.values()) {
    const hints = { functions: node.functions, variables: node.extraction?.variables ?? [] };
    const examples = node.functions.flatMap((spec) => spec.examples ?? []);
    if (examples.length > 0) cases.push({ node: `${file}:${node.id}`, hints, examples });
  }
}

const tts = createFliteTts();
const stt = createGrammarStt();
const silence = new Int16Array(0.3 * 16_000);
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z' ]/g, '');

async function hear(hints: SttHints, text: string, voice: string): Promise<string> {
  const speech = concatenateSamples([silence, await wholeSpeech(tts, text, voice), silence]);
  const stream = stt.open();
  stream.setHints(hints);
  stream.begin();
  for (let at = 0; at < speech.length; at += FRAME_SAMPLES)
    void stream.push(speech.slice(at, at + FRAME_SAMPLES));
  const final = await stream.finish();
  stream.close();
  return plain(final.text);
}

for (const voice of voices) {
  let heard = 0;
  let misheard = 0;
  let refused = 0;
  let accepted = 0;
  let strangers = 0;
  for (const [index, { node, hints, examples }] of cases.entries()) {
    for (const example of examples) {
      const got = await hear(hints, example, voice);
      if (got === plain(example)) heard += 1;
      else if (got === '') refused += 1;
      else misheard += 1;
      if (verbose && got !== plain(example))
        process.stderr.write(`${voice} ${node}: ${example} → ${got || '–'}\n`);
    }
    for (let pick = 0; pick < 3; pick += 1) {
      const stranger = STRANGERS[(index * 3 + pick) % STRANGERS.length] ?? '';
      const got = await hear(hints, stranger, voice);
      strangers += 1;
      if (got !== '') accepted += 1;
      if (verbose && got !== '') process.stderr.write(`STRANGER ${voice} ${node}: ${stranger} → ${got}\n`);
    }
  }
  const said = heard + misheard + refused;
  const conditions = { ...machine, voice, said, strangers };
  printValue('recogniser', 'heard', '%', (100 * heard) / said, conditions);
  printValue('recogniser', 'misheard', '%', (100 * misheard) / said, conditions);
  printValue('recogniser', 'refused', '%', (100 * refused) / said, conditions);
  printValue('recogniser', 'accepted-stranger', '%', (100 * accepted) / strangers, conditions);
}
await stt.close();
await tts.close();
