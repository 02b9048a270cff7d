import { describe, expect, it } from 'vitest';
import { concatenate, silence, tone, type ScriptedDialogue } from '../voice/testing/scripted.ts';
import { scriptedCall } from '../voice/testing/scripted-call.ts';
import { drive, testDocument, testNode, type DrivenRun } from '../workflow/testing/driver.ts';
import { scriptedModel, type ScriptedModel } from '../workflow/testing/scripted-model.ts';
import { scriptedTools, toolDocuments } from '../workflow/testing/scripted-tools.ts';

const document = testDocument(
  [
    testNode('s', 'startCall', { greeting: 'Hello.', allow_interrupt: true, tool_uuids: ['look_up'] }),
    testNode('e', 'endCall'),
  ],
  ['s>e*One moment.'],
  { workflow_configurations: { tools: toolDocuments(['look_up']) } },
);

/** A walk behind the real session, on virtual time: 1 s of silence, then each utterance and 3 s of silence. */
async function spoken(
  transcripts: string[],
  model: ScriptedModel,
  tools = scriptedTools([{ name: 'look_up', speech: 'Let me see.' }]),
): Promise<{ said: string[]; outcomes: unknown[]; disposition: string; run: DrivenRun }> {
  const run = drive(document, model, { tools });
  const reply = run.run.reply.bind(run.run);
  run.run.reply = async function* (turn, signal) {
    for await (const act of reply(turn, signal)) {
      yield act;
      // The tool has its answer when the model has said that it waits for it.
      if (act.type === 'say' && act.text.startsWith('still')) void tools.answer('look_up', 'sent');
    }
  };
  const outcome = await scriptedCall({
    lines: [],
    transcripts,
    tape: concatenate(silence(1000), ...transcripts.flatMap(() => [tone(800), silence(3000)])),
    // The port's own type is stricter than a scripted dialogue's only in what nobody asks here.
    dialogue: run.run as unknown as ScriptedDialogue,
    maxUserIdleMs: 20_000,
  });
  return {
    said: outcome.log.events
      .filter(({ type }) => type === 'agent-text')
      .map(({ payload }) => (payload as { text: string }).text),
    outcomes: run.events
      .filter(({ type }) => type === 'speculation')
      .map(({ payload }) => [payload['step'], payload['outcome']]),
    disposition: outcome.disposition,
    run,
  };
}

describe('a walk in a spoken call', () => {
  it('is asked ahead of the end of the turn, through the edge, and hangs up after its last word', async () => {
    const model = scriptedModel([[{ say: 'Fine. ' }, { call: 'to_e' }], 'Good bye.']);
    expect(await spoken(['thank you that is all'], model)).toMatchObject({
      said: ['Hello.', 'Fine.', 'One moment.', 'Good bye.'],
      outcomes: [
        [0, 'used'],
        [1, 'used'],
      ],
      disposition: 'end_call_tool',
    });
    expect(model.requests).toHaveLength(2);
  });

  it('hears the caller while a tool runs, answers, and then says what the tool found', async () => {
    const model = scriptedModel([
      [{ call: 'look_up' }],
      'I am still looking.',
      [{ say: 'It was sent. ' }, { call: 'to_e' }],
      'Good bye.',
    ]);
    const tools = scriptedTools([{ name: 'look_up', speech: 'Let me see.' }]);
    expect(await spoken(['where is my order', 'are you still there'], model, tools)).toMatchObject({
      said: ['Hello.', 'Let me see.', 'I am still looking.', 'It was sent.', 'One moment.', 'Good bye.'],
      disposition: 'end_call_tool',
    });
    expect(tools.given).toHaveLength(1);
  });
});
