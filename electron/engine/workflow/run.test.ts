import { describe, expect, it } from 'vitest';
import type { NodeData, WorkflowDocument } from '#shared/domain/workflow.ts';
import { drive, testDocument, testNode } from './testing/driver.ts';
import { scriptedModel, usageOfOne, type ScriptedReply } from './testing/scripted-model.ts';

/** start → middle → finish, with a global prompt and a variable in the middle. */
const shop = (
  more: { start?: NodeData; middle?: NodeData; finish?: NodeData; settings?: object } = {},
): WorkflowDocument =>
  testDocument(
    [
      testNode('g', 'globalNode', { prompt: 'You work for {{shop | a shop}}.' }),
      testNode('start', 'startCall', { greeting: 'Hello {{name}}.', ...more.start }),
      testNode('middle', 'agentNode', {
        allow_interrupt: true,
        extraction_enabled: true,
        extraction_prompt: 'Look for the size.',
        extraction_variables: [{ name: 'size', type: 'number', prompt: 'How large' }],
        ...more.middle,
      }),
      testNode('finish', 'endCall', more.finish),
    ],
    ['start>middle*One moment, {{name}}.', 'middle>finish', 'middle>middle'],
    more.settings ? { workflow_configurations: more.settings } : {},
  );

const call = (name: string): ScriptedReply => [{ call: name }];

describe('a run', () => {
  it('greets, walks the graph and ends the call', async () => {
    const llm = scriptedModel(
      [call('to_middle'), 'Which size?', [{ say: 'Fine. ' }, { call: 'to_finish' }], 'Good bye.'],
      ['{"size": "42"}'],
    );
    const { run, events, open, say } = drive(shop(), llm, { initialContext: { name: 'Ana' } });
    expect(await open()).toEqual(['greeting!: Hello Ana.']);
    expect(await say('shoes please')).toEqual(['transition!: One moment, Ana.', 'model: Which size?']);
    expect(await say('forty two')).toEqual(['model: Fine. ', 'model!: Good bye.', 'hang-up: end_call_tool']);
    await run.finish('end_call_tool', new AbortController().signal);

    expect(run.gatheredContext).toEqual({
      size: 42,
      extracted_variables: { size: 42 },
      nodes_visited: ['START', 'MIDDLE', 'FINISH'],
      call_tags: [],
      call_disposition: 'end_call_tool',
      mapped_call_disposition: 'end_call_tool',
    });
    expect(run.llmUsage.get('scripted|||one')?.total_tokens).toBe(5 * usageOfOne.total_tokens);
    // Extraction runs beside the walk, so its events have their own order only.
    const types = events.map(({ type }) => type).filter((type) => type !== 'usage');
    expect(types.filter((type) => type.startsWith('extraction'))).toEqual([
      'extraction-start',
      'extraction-end',
    ]);
    expect(types.filter((type) => !type.startsWith('extraction'))).toEqual([
      'node-enter',
      'decision',
      'function-call-start',
      'transition',
      'node-enter',
      'function-call-end',
      'decision',
      'decision',
      'function-call-start',
      'transition',
      'node-enter',
      'function-call-end',
      'decision',
    ]);
    expect(events.filter(({ type }) => type === 'decision').map(({ payload }) => payload)).toEqual([
      { guards: [], offered: ['to_middle'], chosen: 'to_middle' },
      { guards: [], offered: ['to_finish', 'to_middle'], chosen: null },
      { guards: [], offered: ['to_finish', 'to_middle'], chosen: 'to_finish' },
      { guards: [], offered: [], chosen: null },
    ]);
    expect(events.find(({ type }) => type === 'transition')?.payload).toEqual({
      edge_id: 'start>middle',
      label: 'to middle',
      function_name: 'to_middle',
      from_node_id: 'start',
      from_node_name: 'START',
      to_node_id: 'middle',
      to_node_name: 'MIDDLE',
      by: 'model',
    });
  });

  it('shows the model the global prompt, the node, the functions of its edges and what was said', async () => {
    const llm = scriptedModel([call('to_middle'), 'Which size?']);
    const { open, say } = drive(shop(), llm, { initialContext: { name: 'Ana', shop: 'Shoe & Co' } });
    await open();
    await say('shoes please');
    expect(llm.requests).toEqual([
      {
        messages: [
          { role: 'system', content: 'You work for Shoe & Co.\n\nPrompt of start.' },
          { role: 'assistant', content: 'Hello Ana.' },
          { role: 'user', content: 'shoes please' },
        ],
        functions: [
          {
            name: 'to_middle',
            description: 'Go to middle.',
            parameters: { type: 'object', properties: {} },
            label: 'to middle',
            examples: [],
            variables: [],
          },
        ],
        step: { nodeName: 'START', nodeType: 'startCall', nodePrompt: 'Prompt of start.' },
        now: '2026-03-05T09:00:00+00:00',
      },
      {
        messages: [
          { role: 'system', content: 'You work for Shoe & Co.\n\nPrompt of middle.' },
          { role: 'assistant', content: 'Hello Ana.' },
          { role: 'user', content: 'shoes please' },
          {
            role: 'assistant',
            content: '',
            functionCalls: [{ id: 'call_1', name: 'to_middle', arguments: {} }],
          },
          // The transition speech is not remembered.
          { role: 'tool', callId: 'call_1', name: 'to_middle', content: '{"status":"done"}' },
        ],
        functions: [
          expect.objectContaining({ name: 'to_finish' }),
          expect.objectContaining({
            name: 'to_middle',
            variables: [{ name: 'size', type: 'number', prompt: 'How large' }],
          }),
        ],
        step: { nodeName: 'MIDDLE', nodeType: 'agentNode', nodePrompt: 'Prompt of middle.' },
        now: '2026-03-05T09:00:00+00:00',
      },
    ]);
  });

  it('leaves the global prompt out at the end, and wherever a node says so', async () => {
    const llm = scriptedModel([call('to_middle'), call('to_finish'), 'Bye.']);
    const { open, say } = drive(shop({ middle: { add_global_prompt: false } }), llm);
    await open();
    await say('bye');
    expect(llm.requests.map(({ messages }) => messages[0]?.content)).toEqual([
      'You work for a shop.\n\nPrompt of start.',
      'Prompt of middle.',
      'Prompt of finish.',
    ]);
  });

  it('lets the model open when there is no greeting', async () => {
    const llm = scriptedModel(['Good morning.']);
    const { open, run } = drive(
      shop({ start: { greeting: null, delayed_start: true, delayed_start_duration: 1.5 } }),
      llm,
    );
    expect(run.openingDelayMs).toBe(1500);
    expect(await open()).toEqual(['model!: Good morning.']);
    expect(llm.requests[0]?.messages).toEqual([{ role: 'system', content: expect.any(String) as string }]);
  });

  it('takes the name of the outcome from the end node, and a spoken one before it', async () => {
    const replies = [call('to_middle'), call('to_finish'), 'Bye.'];
    const document = shop({
      finish: { call_disposition: 'user_qualified' },
      middle: { extraction_variables: [{ name: 'call_disposition', type: 'string' }] },
    });
    for (const [answer, closed, expected] of [
      ['{}', 'user_qualified', 'user_qualified'],
      ['{"call_disposition":"wants_catalogue"}', 'user_qualified', 'wants_catalogue'],
      ['{"call_disposition":"wants_catalogue"}', 'pipeline_error', 'pipeline_error'],
    ] as const) {
      const { run, open, say } = drive(document, scriptedModel(replies, [answer]));
      await open();
      expect((await say('bye')).at(-1)).toBe('hang-up: user_qualified');
      await run.finish(closed, new AbortController().signal);
      expect(run.gatheredContext.call_disposition).toBe(expected);
    }
  });

  it('tells what the present node expects to hear', async () => {
    const { run, open, say } = drive(shop(), scriptedModel([call('to_middle')]));
    await open();
    expect(run.hints()).toMatchObject({ functions: [{ name: 'to_middle' }], variables: [] });
    await say('shoes');
    expect(run.hints()).toMatchObject({
      functions: [{ name: 'to_finish' }, { name: 'to_middle' }],
      variables: [{ name: 'size' }],
    });
    expect(run.node).toMatchObject({ id: 'middle', name: 'MIDDLE', type: 'agentNode' });
  });

  it('refuses a document with problems, naming the first', () => {
    expect(() => drive(testDocument([testNode('a', 'agentNode')], []), scriptedModel([]))).toThrow(
      /no start node.*\(and 1 more\)/,
    );
  });

  it('reads its settings in milliseconds, within the limits', () => {
    const settings = (given: object): unknown =>
      drive(shop({ settings: given }), scriptedModel([])).run.settings;
    expect(settings({})).toMatchObject({ maxCallDurationMs: 300_000, maxUserIdleMs: 10_000, ttsVoice: null });
    expect(settings({ max_call_duration: 60, max_user_idle_timeout: 4, tts_voice: 'awb' })).toMatchObject({
      maxCallDurationMs: 60_000,
      maxUserIdleMs: 4000,
      ttsVoice: 'awb',
    });
  });
});

describe('a model that misbehaves', () => {
  const opened = async (replies: ScriptedReply[], settings?: object): Promise<ReturnType<typeof drive>> => {
    const driven = drive(shop(settings ? { settings } : {}), scriptedModel(replies));
    await driven.open();
    return driven;
  };
  const messages = ({ llm }: ReturnType<typeof drive>): unknown[] =>
    llm.requests.at(-1)?.messages.slice(2) ?? [];

  it('is told the names when it calls a function that does not exist', async () => {
    const driven = await opened([call('to_moon'), 'All right.']);
    expect(await driven.say('hm')).toEqual(['model!: All right.']);
    expect(messages(driven).at(-1)).toEqual({
      role: 'tool',
      callId: 'call_1',
      name: 'to_moon',
      content:
        '{"status":"error","error":"There is no function “to_moon” here. Call one of: to_middle; or answer in words."}',
    });
  });

  it('that insists on it is given up for this turn', async () => {
    const driven = await opened([call('x'), call('y'), 'unused']);
    expect(await driven.say('hm')).toEqual(['model!: Sorry, could you say that again?']);
    expect(driven.llm.requests).toHaveLength(2);
  });

  it('takes the first edge of several, once', async () => {
    const driven = await opened([
      [{ call: 'nothing' }, { call: 'to_middle' }, { call: 'to_middle' }],
      [{ call: 'to_finish' }, { call: 'to_middle' }],
      'Bye.',
    ]);
    expect(await driven.say('hm')).toEqual([
      'transition!: One moment, .',
      'model!: Bye.',
      'hang-up: end_call_tool',
    ]);
    expect(driven.run.gatheredContext.nodes_visited).toEqual(['START', 'MIDDLE', 'FINISH']);
  });

  it('is asked again when it says nothing, then covered for', async () => {
    const driven = await opened(['', 'Yes?', '  ', '', 'unused']);
    expect(await driven.say('hm')).toEqual(['model!: Yes?']);
    expect(await driven.say('hm')).toEqual(['model!: Sorry, could you say that again?']);
  });

  it('that has nothing to say at the end still ends the call', async () => {
    const driven = await opened([call('to_middle'), call('to_finish'), '', ''], { empty_goodbye: 'Ciao.' });
    expect(await driven.say('bye')).toEqual([
      'transition!: One moment, .',
      'goodbye!: Ciao.',
      'hang-up: end_call_tool',
    ]);
  });

  it('cannot spin', async () => {
    const driven = await opened([call('to_middle'), ...Array.from({ length: 50 }, () => call('to_middle'))]);
    expect(await driven.say('hm')).toEqual([
      'transition!: One moment, .',
      'model: Sorry, could you say that again?',
    ]);
    expect(driven.events.filter(({ type }) => type === 'transition')).toHaveLength(8);
    expect(driven.events.find(({ type }) => type === 'error')?.payload).toMatchObject({
      code: 'workflow-invalid',
      stage: 'workflow',
    });
    // The caller's next words give it another chance.
    expect(await driven.say('hm')).toEqual(['model: Sorry, could you say that again?']);
  });

  it('that fails is tried once more when that may help', async () => {
    const driven = await opened([[{ fail: { retryable: true } }], 'Here I am.']);
    expect(await driven.say('hm')).toEqual(['model!: Here I am.']);
    expect(driven.events.find(({ type }) => type === 'error')?.payload).toEqual({
      code: 'provider-failed',
      message: 'The model is out of order.',
      retryable: true,
      stage: 'llm',
    });
  });

  it('that fails in two turns in a row ends the call', async () => {
    const broken: ScriptedReply = [{ fail: { retryable: false } }];
    const driven = await opened([
      broken,
      'Fine now.',
      broken,
      [{ say: 'I mean' }, { fail: { retryable: true } }],
    ]);
    const apology = 'model!: Sorry, something went wrong on my side. Could you say that again?';
    expect(await driven.say('one')).toEqual([apology]);
    expect(await driven.say('two')).toEqual(['model!: Fine now.']);
    expect(await driven.say('three')).toEqual([apology]);
    expect(await driven.say('four')).toEqual([
      'model!: I mean',
      'goodbye!: I am sorry, I have a technical problem and must end the call. Goodbye.',
      'hang-up: pipeline_error',
    ]);
  });
});

describe('what the caller heard', () => {
  it('is what the model remembers', async () => {
    const { run, open, say, llm } = drive(
      shop(),
      scriptedModel([call('to_middle'), 'We have red, green and blue ones.', 'Red it is.']),
    );
    await open();
    await say('shoes');
    run.heard('speech_3', 'We have red,');
    await say('red');
    expect(llm.requests[2]?.messages.slice(-2)).toEqual([
      { role: 'assistant', content: 'We have red,' },
      { role: 'user', content: 'red' },
    ]);
  });

  it('is forgotten when it was nothing, while the calls made with it stay answered', async () => {
    const { run, open, say, llm } = drive(
      shop(),
      scriptedModel([[{ say: 'Sure.' }, { call: 'to_middle' }], 'Which size?', 'Sorry?']),
    );
    await open();
    await say('shoes');
    run.heard('speech_2', '');
    run.heard('speech_3', 'One');
    run.heard('speech_4', '');
    await say('wait');
    expect(llm.requests[2]?.messages.slice(2)).toEqual([
      { role: 'user', content: 'shoes' },
      { role: 'assistant', content: '', functionCalls: [{ id: 'call_1', name: 'to_middle', arguments: {} }] },
      { role: 'tool', callId: 'call_1', name: 'to_middle', content: '{"status":"done"}' },
      { role: 'user', content: 'wait' },
    ]);
  });

  it('is known even when it was cut before the reply was complete', async () => {
    const abort = new AbortController();
    const { run, open, llm, say } = drive(
      shop(),
      scriptedModel([call('to_middle'), 'Which size?', 'One two three', 'Yes?']),
    );
    await open();
    await say('shoes');
    const words: string[] = [];
    for await (const act of run.reply({ text: 'hm', understood: true }, abort.signal)) {
      if (act.type === 'say') words.push(act.text);
      if (words.length === 2) {
        abort.abort();
        run.heard('speech_4', 'One');
      }
    }
    expect(words).toEqual(['One ', 'two ']);
    await say('go on');
    expect(llm.requests.at(-1)?.messages.slice(-2)).toEqual([
      { role: 'assistant', content: 'One' },
      { role: 'user', content: 'go on' },
    ]);
  });

  it('does not undo a transition whose speech was cut', async () => {
    const driven = drive(shop(), scriptedModel([call('to_middle'), 'Which size?']));
    await driven.open();
    for await (const act of driven.run.reply(
      { text: 'shoes', understood: true },
      new AbortController().signal,
    ))
      if (act.type === 'say') break;
    expect(driven.run.node.id).toBe('middle');
    await driven.say('hello?');
    expect(driven.llm.requests.at(-1)?.messages.slice(-3)).toEqual([
      { role: 'assistant', content: '', functionCalls: [{ id: 'call_1', name: 'to_middle', arguments: {} }] },
      { role: 'tool', callId: 'call_1', name: 'to_middle', content: '{"status":"done"}' },
      { role: 'user', content: 'hello?' },
    ]);
  });

  it('shows the model that words were not understood', async () => {
    const { open, say, llm } = drive(shop(), scriptedModel(['Pardon?']));
    await open();
    await say('');
    expect(llm.requests[0]?.messages.at(-1)).toEqual({ role: 'user', content: '[not understood]' });
  });
});

describe('a silent caller', () => {
  it('is asked the last question again, then left', async () => {
    const { open, say, idle } = drive(
      shop(),
      scriptedModel([call('to_middle'), 'We have two. Red or blue?']),
    );
    await open();
    expect(await idle(1)).toEqual(['idle!: Are you still there?']);
    await say('shoes');
    expect(await idle(1)).toEqual(['idle: Are you still there? Red or blue?']);
    expect(await idle(2)).toEqual([
      'goodbye!: I cannot hear you, so I will hang up now. Goodbye.',
      'hang-up: user_idle_max_duration_exceeded',
    ]);
  });

  it.each([
    ['de-AT', 'Sind Sie noch da?', 'Ich kann Sie nicht hören und lege jetzt auf. Auf Wiederhören.'],
    ['es', '¿Sigue ahí?', 'No le oigo, así que voy a colgar. Adiós.'],
    ['FR-fr', 'Êtes-vous toujours là ?', 'Je ne vous entends pas, je vais donc raccrocher. Au revoir.'],
    ['sv-SE', 'Are you still there?', 'I cannot hear you, so I will hang up now. Goodbye.'],
  ])('is asked in the language of the agent (%s), in English where there are no lines', async (...given) => {
    const [language, prompt, goodbye] = given;
    const { open, idle } = drive(shop({ settings: { language } }), scriptedModel([]));
    await open();
    expect([...(await idle(1)), ...(await idle(2))]).toEqual([
      `idle!: ${prompt}`,
      `goodbye!: ${goodbye}`,
      'hang-up: user_idle_max_duration_exceeded',
    ]);
  });

  it('hears the lines of the document', async () => {
    const document = shop({ settings: { idle_prompt: 'Hallo, {{name}}?', idle_goodbye: 'Tschüss.' } });
    const { open, idle } = drive(document, scriptedModel([]), { initialContext: { name: 'Ana' } });
    await open();
    expect([...(await idle(1)), ...(await idle(2))]).toEqual([
      'idle!: Hallo, Ana?',
      'goodbye!: Tschüss.',
      'hang-up: user_idle_max_duration_exceeded',
    ]);
  });
});
