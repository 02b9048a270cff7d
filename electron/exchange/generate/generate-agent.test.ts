/** Agents planned by a model: the real client against a server of the real protocol that answers well, badly and never. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRehearsalModel } from '#engine/providers/rehearsal/index.ts';
import { createOpenAiChat } from '#engine/providers/openai/index.ts';
import { OpenAiServer } from '#engine/providers/openai/testing/openai-server.ts';
import type { Plan } from '#shared/exchange/plan/plan.ts';
import { generateAgent, type GenerateProgress } from './generate-agent.ts';

const plan: Plan = {
  name: 'Bike shop',
  persona: 'You answer for a bike shop. Be brief.',
  steps: [
    {
      id: 'start',
      kind: 'start',
      name: 'Greeting',
      greeting: 'Hello, this is the bike shop. What is broken?',
      prompt: 'Find out what is broken.',
      say: 'What is broken?',
      variables: [{ name: 'fault', type: 'string', prompt: 'What is broken' }],
      exits: [
        {
          to: 'bye',
          label: 'fault named',
          condition: 'The caller said what is broken.',
          examples: ['the chain', 'a flat tyre'],
        },
      ],
    },
    {
      id: 'bye',
      kind: 'end',
      name: 'Goodbye',
      prompt: 'Say goodbye.',
      say: 'Bring it in. Goodbye!',
      outcome: 'repair_booked',
    },
  ],
};
const good = JSON.stringify(plan);

let server: OpenAiServer;
let answers: string[];
let asked: { role: string; content: string }[][];
beforeEach(async () => {
  answers = [];
  asked = [];
  server = await OpenAiServer.start({
    reply: ({ messages }) => {
      asked.push(messages as { role: string; content: string }[]);
      return { text: answers.shift() ?? 'I would rather talk about the weather.' };
    },
  });
});
afterEach(() => server.close());

async function generate(
  signal = new AbortController().signal,
  onProgress: (progress: GenerateProgress) => void = () => undefined,
) {
  const model = createOpenAiChat({
    provider: 'house',
    preset: 'other',
    baseUrl: server.baseUrl,
    model: 'some-model',
    apiKey: null,
  });
  try {
    return await generateAgent(model, 'A bike shop that takes repairs.', { signal, onProgress });
  } finally {
    model.close();
  }
}

describe('an agent from a description', () => {
  test('is there at the first good answer, whatever is around the JSON', async () => {
    answers = [`Here is the plan:\n\`\`\`json\n${good.replace(/}$/, ',}')}\n\`\`\`\nEnjoy!`];
    const { document, ...rest } = await generate();
    expect(rest).toEqual({ problems: [], hints: [], attempts: 1, isStopped: false });
    expect(document?.nodes.map(({ id, type }) => [id, type])).toEqual([
      ['global', 'globalNode'],
      ['start', 'startCall'],
      ['bye', 'endCall'],
    ]);
    expect(asked[0]?.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(asked[0]?.[0]?.content).toContain('"exits"');
  });

  test('is mended by the model when it is told what is wrong', async () => {
    const bad = structuredClone(plan);
    bad.steps[0]?.exits?.push({ to: 'nowhere', label: 'lost', condition: 'Never.', examples: ['x'] });
    answers = [JSON.stringify(bad), good];
    const progress: GenerateProgress[] = [];
    const { problems, attempts } = await generate(undefined, (each) => progress.push(each));
    expect({ problems, attempts }).toEqual({ problems: [], attempts: 2 });
    expect(asked[1]?.at(-1)?.content).toMatch(/nowhere.*which is not a node/s);
    expect(progress.at(-1)).toEqual({ attempt: 2, characters: good.length, mending: 1 });
  });

  test('is the best of three answers that all have problems, and says which', async () => {
    const worse = { ...plan, steps: plan.steps.map((step) => ({ ...step, prompt: '', say: '' })) };
    const bad = {
      ...plan,
      steps: [...plan.steps, { id: 'lone', kind: 'step' as const, name: 'Lone', prompt: 'Say x.' }],
    };
    answers = [JSON.stringify(worse), JSON.stringify(bad), 'no'];
    const { document, problems, attempts } = await generate();
    expect({ nodes: document?.nodes.length, attempts }).toEqual({ nodes: 4, attempts: 3 });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('Nothing leads into “Lone”'),
    ]);
  });

  test('is none when no answer is a plan', async () => {
    answers = ['no', '{"steps": []}', '{"nodes": 1}'];
    const { document, problems, attempts } = await generate();
    expect({ document, attempts }).toEqual({ document: null, attempts: 3 });
    expect(problems).not.toEqual([]);
  });

  test('may come as a document with nodes and edges', async () => {
    answers = [
      JSON.stringify({
        nodes: [
          { id: 'a', type: 'startCall', data: { name: 'A', prompt: 'Ask.' } },
          { id: 'b', type: 'endCall', data: { name: 'B', prompt: 'Bye.' } },
        ],
        edges: [
          {
            id: 'e',
            source: 'a',
            target: 'b',
            data: { label: 'done', condition: 'Done.', caller_examples: ['bye'] },
          },
        ],
      }),
    ];
    const { document, problems } = await generate();
    expect({ problems, places: document?.nodes.map(({ position }) => position) }).toEqual({
      problems: [],
      places: [
        { x: 0, y: 0 },
        { x: 368, y: 0 },
      ],
    });
  });

  test('can be stopped in the middle of an answer', async () => {
    answers = [good];
    server.delays.llmTokenMs = 20;
    const controller = new AbortController();
    const result = await generate(controller.signal, ({ characters }) => {
      if (characters > 0) controller.abort();
    });
    expect(result).toEqual({ document: null, problems: [], hints: [], attempts: 1, isStopped: true });
  });

  test('needs a model: the rehearsal is none', async () => {
    const never = { signal: new AbortController().signal, onProgress: () => undefined };
    await expect(generateAgent(createRehearsalModel(), 'x', never)).rejects.toThrow(/guided form/);
  });
});
