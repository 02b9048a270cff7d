/** Recordings in a run: what is played, what is remembered, and what happens when one is not there. */
import { describe, expect, it } from 'vitest';
import type { RunAct } from './acts.ts';
import { drive, testDocument, testNode, type DrivenRun } from './testing/driver.ts';
import { scriptedModel, type ScriptedReply } from './testing/scripted-model.ts';
import { scriptedTools, toolDocuments } from './testing/scripted-tools.ts';

const recordings = new Map([
  ['rec_hello', { name: 'Hello', transcript: 'Hello, this is Dora.' }],
  ['rec_moment', { name: 'Moment', transcript: 'One moment.' }],
  ['rec_price', { name: 'Price', transcript: 'It costs ten dollars.' }],
]);

function agent(replies: ScriptedReply[], start: object = {}, edge: object = {}): DrivenRun {
  const document = testDocument(
    [
      testNode('s', 'startCall', {
        greeting_type: 'audio',
        greeting_recording_id: 'rec_hello',
        prompt: 'When asked for the price, play rec_price.',
        ...start,
      }),
      testNode('e', 'endCall'),
    ],
    ['s>e'],
  );
  Object.assign(document.edges[0]?.data ?? {}, {
    transition_speech_type: 'audio',
    transition_speech_recording_id: 'rec_moment',
    ...edge,
  });
  return drive(document, scriptedModel(replies), { recordings });
}

async function says(acts: AsyncIterable<RunAct>): Promise<unknown[]> {
  const said: unknown[] = [];
  for await (const act of acts)
    if (act.type === 'say') said.push([act.source, act.text, act.recording?.id ?? null]);
  return said;
}

const never = new AbortController().signal;
const errors = ({ events }: DrivenRun): unknown[] =>
  events.filter(({ type }) => type === 'error').map(({ payload }) => payload['message']);

describe('a recording', () => {
  it('greets, is played on the way, and is remembered by its words', async () => {
    const driven = agent([[{ call: 'to_e' }], 'Goodbye.']);
    expect(await says(driven.run.open(never))).toEqual([['greeting', 'Hello, this is Dora.', 'rec_hello']]);
    const turn = { text: 'bye', understood: true };
    expect(await says(driven.run.reply(turn, never))).toEqual([
      ['transition', 'One moment.', 'rec_moment'],
      ['model', 'Goodbye.', null],
    ]);
    expect(driven.llm.requests[0]?.messages.slice(1, 3)).toEqual([
      { role: 'assistant', content: 'Hello, this is Dora.' },
      { role: 'user', content: 'bye' },
    ]);
  });

  it('is played when the model says so, with its own words in the memory', async () => {
    const driven = agent(['● rec_price [Ten dollars] ▸ Anything else?', 'Fine.']);
    await driven.open();
    const turn = { text: 'the price', understood: true };
    const said = (await says(driven.run.reply(turn, never))) as [string, string, string | null][];
    expect([
      said[0],
      said
        .slice(1)
        .map(([, text]) => text)
        .join(''),
    ]).toEqual([['model', 'It costs ten dollars.', 'rec_price'], '  Anything else?']);
    await driven.say('no');
    expect(driven.llm.requests[1]?.messages.at(-2)?.content).toBe('It costs ten dollars.  Anything else?');
  });

  it('is offered to the model where its prompt names it, and nowhere else', async () => {
    const driven = agent(['Ten.', [{ call: 'to_e' }], 'Goodbye.']);
    await driven.open();
    await driven.say('hello');
    await driven.say('bye');
    const offers = driven.llm.requests.map(({ messages }) => messages[0]?.content.match(/^● .*$/gm));
    expect(offers).toEqual([
      ['● rec_price [It costs ten dollars.]'],
      ['● rec_price [It costs ten dollars.]'],
      null,
    ]);
  });

  it('gives way to the text when it is not there, and the run says so', async () => {
    const driven = agent(
      [[{ call: 'to_e' }], 'Goodbye.'],
      { greeting_recording_id: 'rec_gone', greeting: 'Hello there.' },
      { transition_speech_recording_id: 'rec_lost' },
    );
    expect(await driven.open()).toEqual(['greeting!: Hello there.']);
    expect(await driven.say('bye')).toEqual(['model!: Goodbye.', 'hang-up: end_call_tool']);
    expect(errors(driven)).toEqual([
      'There is no recording “rec_gone”. Its text was spoken instead. Add it under Recordings, or choose another.',
      'There is no recording “rec_lost”. Nothing was played in its place. Add it under Recordings, or choose another.',
    ]);
  });

  it('that the model makes up is told, and its words are spoken', async () => {
    const driven = agent(['● rec_nothing [We open at nine.]']);
    await driven.open();
    expect(await driven.say('when')).toEqual(['model!: We open at nine.']);
    expect(errors(driven)).toHaveLength(1);
  });

  it('is not synthesised ahead', () => {
    expect(agent([]).run.ahead()).not.toContain('Hello, this is Dora.');
    expect(agent([], { greeting: 'As text.' }, { transition_speech: 'On the way.' }).run.ahead()).toEqual(
      expect.not.arrayContaining(['As text.', 'On the way.']),
    );
  });

  it('is taken from a speculation like any other answer', async () => {
    const driven = agent(['● rec_price [Ten]', 'And so on.']);
    await driven.open();
    let words = '';
    for await (const more of driven.run.prepare({ text: 'the price', understood: true }, never))
      words += more;
    expect(words.trim()).toBe('');
    expect(await says(driven.run.reply({ text: 'The price?', understood: true }, never))).toEqual([
      ['model', 'It costs ten dollars.', 'rec_price'],
    ]);
    expect(driven.llm.requests).toHaveLength(1);
  });

  it('is what a tool says', async () => {
    const document = testDocument(
      [testNode('s', 'startCall', { greeting: 'Hi.', tool_uuids: ['look_up'] }), testNode('e', 'endCall')],
      ['s>e'],
      { workflow_configurations: { tools: toolDocuments(['look_up']) } },
    );
    const [tool] = scriptedTools([{ name: 'look_up' }]).pick(['look_up']);
    const driven = drive(document, scriptedModel([[{ call: 'look_up' }], 'Found.']), {
      recordings,
      tools: { pick: () => (tool ? [{ ...tool, speechRecordingId: 'rec_moment' }] : []) },
    });
    await driven.open();
    for await (const act of driven.run.reply({ text: 'look', understood: true }, never)) {
      expect(act).toMatchObject({ source: 'tool', text: 'One moment.', recording: { id: 'rec_moment' } });
      break;
    }
  });
});
