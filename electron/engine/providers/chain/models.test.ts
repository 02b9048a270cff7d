import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../base/errors.ts';
import type { LlmEvent, LlmRequest } from '../spec/llm.ts';
import { chainOfModels, modelDeadlines } from './models.ts';
import { Stage, usageOf, type Script } from './testing/scripted.ts';

const request: LlmRequest = { messages: [], functions: [] };

interface Outcome {
  events: LlmEvent[];
  error: StudioError | null;
}

async function ask(
  events: AsyncIterable<LlmEvent>,
  heard: (event: LlmEvent) => void = () => undefined,
): Promise<Outcome> {
  const outcome: Outcome = { events: [], error: null };
  try {
    for await (const event of events) {
      outcome.events.push(event);
      heard(event);
    }
  } catch (thrown) {
    if (!(thrown instanceof StudioError)) throw thrown;
    outcome.error = thrown;
  }
  return outcome;
}

function chain(stage: Stage, scripts: Script[][]) {
  const links = scripts.map((script, index) =>
    stage.link(stage.model('abcdef'.charAt(index), script), modelDeadlines),
  );
  return chainOfModels(links, stage.options);
}

const finish = (name: string, tokens: number): LlmEvent => ({
  type: 'finish',
  provider: 'scripted',
  model: name,
  usage: usageOf(tokens),
});
const text = (words: string): LlmEvent => ({ type: 'text-delta', text: words });

describe('a chain of models', () => {
  it('is answered by the first, which it is named after', async () => {
    const stage = new Stage();
    const model = chain(stage, [[{ items: 2, then: 'finish' }], []]);
    const { events } = await stage.play(() => ask(model.stream(request, new AbortController().signal)));
    expect({ name: model.model, events, fallbacks: stage.fallbacks }).toEqual({
      name: 'a',
      events: [text('a0 '), text('a1 '), finish('a', 2)],
      fallbacks: [],
    });
  });

  it('moves on from one that stalls at its deadline, from one that refuses at once, and says so', async () => {
    const stage = new Stage();
    const model = chain(stage, [[{ items: 0, then: 'stall' }], [{ items: 0, then: 'refuse' }], []]);
    const { events } = await stage.play(() => ask(model.stream(request, new AbortController().signal)));
    expect({ events, atMs: stage.timeline.now(), fallbacks: stage.fallbacks }).toEqual({
      events: [text('c0 '), finish('c', 1)],
      atMs: modelDeadlines.firstMs + 100 + 200,
      fallbacks: [
        {
          stage: 'llm',
          from: 'scripted/a',
          to: 'scripted/b',
          code: 'provider-timeout',
          message: 'scripted/a did not answer within 4.0 s.',
        },
        {
          stage: 'llm',
          from: 'scripted/b',
          to: 'scripted/c',
          code: 'provider-refused',
          message: 'b refused.',
        },
      ],
    });
  });

  it('does not start over once words were handed on: it ends with an error that may be retried', async () => {
    const stage = new Stage();
    const model = chain(stage, [[{ items: 1, then: 'refuse' }], []]);
    const { events, error } = await stage.play(() =>
      ask(model.stream(request, new AbortController().signal)),
    );
    expect({ events, code: error?.code, retryable: error?.retryable }).toEqual({
      events: [text('a0 ')],
      code: 'provider-refused',
      retryable: true,
    });
  });

  it('starts an extraction over, of which nothing was heard', async () => {
    const stage = new Stage();
    const model = chain(stage, [[{ items: 1, then: 'fail' }], []]);
    const extract = {
      name: 'extract',
      description: '',
      parameters: { type: 'object' as const, properties: {} },
    };
    const { events } = await stage.play(() =>
      ask(model.stream({ ...request, extract }, new AbortController().signal)),
    );
    expect(events).toEqual([text('b0 '), finish('b', 1)]);
  });

  it('passes over one that failed lately, says so once, and tries it again after the rest', async () => {
    const stage = new Stage();
    const model = chain(stage, [[{ items: 0, then: 'fail' }], []]);
    const answeredBy = await stage.play(async () => {
      const names: string[] = [];
      for (const waitMs of [0, 0, 31_000]) {
        await new Promise<void>((resolve) => {
          stage.timeline.at(stage.timeline.now() + waitMs, () => {
            resolve();
          });
        });
        const { events } = await ask(model.stream(request, new AbortController().signal));
        const last = events.at(-1);
        names.push(last?.type === 'finish' ? (last.model ?? '') : '');
      }
      return names;
    });
    expect({ answeredBy, fallbacks: stage.fallbacks.length }).toEqual({
      answeredBy: ['b', 'b', 'a'],
      fallbacks: 1,
    });
  });

  it('gives exactly one answer or one typed error, whatever fails, and leaves nothing running', async () => {
    const script = fc.record({
      items: fc.integer({ min: 0, max: 3 }),
      then: fc.constantFrom<Script['then']>('finish', 'fail', 'refuse', 'stall', 'end', 'deaf-stall'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(script, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        fc.option(fc.integer({ min: 0, max: 12_000 })),
        async (scripts, abortAtMs) => {
          const stage = new Stage();
          const model = chain(stage, structuredClone(scripts));
          const abort = new AbortController();
          if (abortAtMs !== null)
            stage.timeline.at(abortAtMs, () => {
              abort.abort();
            });
          const { events, error } = await stage.play(() => ask(model.stream(request, abort.signal)));
          const answers = events.filter(({ type }) => type === 'finish').length;
          expect(answers + (error ? 1 : 0)).toBe(abort.signal.aborted ? answers : 1);
          const speakers = new Set(
            events.flatMap((event) => (event.type === 'text-delta' ? [event.text[0]] : [])),
          );
          expect(speakers.size).toBeLessThanOrEqual(1);
          expect({ timers: stage.timers, working: stage.working }).toEqual({ timers: 0, working: 0 });
        },
      ),
    );
  });
});
