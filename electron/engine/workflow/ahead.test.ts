import { expect, it } from 'vitest';
import { drive, testDocument, testNode } from './testing/driver.ts';
import { scriptedModel } from './testing/scripted-model.ts';
import { scriptedTools, toolDocuments } from './testing/scripted-tools.ts';

it('the lines that may come next are known, filled in, the likeliest first', async () => {
  const document = testDocument(
    [
      testNode('s', 'startCall', { greeting: 'Hello {{name}}. Shoes or boots?', tool_uuids: ['look_up'] }),
      testNode('a', 'agentNode'),
      testNode('e', 'endCall'),
    ],
    ['s>a*One moment, {{name}}.', 's>e*{{gone}}', 'a>e*One moment, {{name}}.'],
    { workflow_configurations: { tools: toolDocuments(['look_up']), idle_prompt: 'Hello?' } },
  );
  const { run, open, say } = drive(
    document,
    scriptedModel([[{ call: 'to_a' }], [{ call: 'to_e' }], 'Bye.']),
    {
      initialContext: { name: 'Ana' },
      tools: scriptedTools([{ name: 'look_up', speech: 'Let me see.' }]),
    },
  );
  const apologies = [
    'Sorry, something went wrong on my side. Could you say that again?',
    'Sorry, could you say that again?',
    'I cannot hear you, so I will hang up now. Goodbye.',
    'I am sorry, I have a technical problem and must end the call. Goodbye.',
  ];
  const here = ['One moment, Ana.', 'Let me see.'];
  expect(run.ahead()).toEqual(['Hello Ana. Shoes or boots?', ...here, 'Hello?', ...apologies]);
  await open();
  // After a silence the question is asked again.
  expect(run.ahead()).toEqual([...here, 'Hello? Shoes or boots?', ...apologies]);
  await say('bye');
  expect(run.ahead()).toEqual(['Thank you for calling. Goodbye.']);
});
