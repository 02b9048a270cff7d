import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workflowDocumentSchema, type WorkflowDocument } from '../domain/workflow.ts';
import { changeTexts, textsOf, type TextChange } from './edit-texts.ts';
import { compileQuery, findInTexts, replaceHits, type TextQuery } from './find-texts.ts';
import { renameChanges, renameRefusal, renameVariable } from './rename-variable.ts';

const at = { x: 0, y: 0 };
const document: WorkflowDocument = workflowDocumentSchema.parse({
  nodes: [
    {
      id: 'start',
      type: 'startCall',
      position: at,
      data: {
        name: 'Hello',
        greeting: 'Hi {{first_name}}',
        prompt: 'Ask {{first_name | them}} for the day.',
      },
    },
    {
      id: 'ask',
      type: 'agentNode',
      position: at,
      data: {
        name: 'Ask the day',
        prompt: 'Confirm {{gathered_context.spoken.day}} with {{first_name}}; {{ day }} is no such value.',
        extraction_enabled: true,
        extraction_prompt: 'The day',
        extraction_variables: [{ name: 'day', type: 'string', prompt: 'Which day' }],
      },
    },
    {
      id: 'hook',
      type: 'webhook',
      position: at,
      data: {
        name: 'Tell',
        endpoint_url: 'https://example.com/{{first_name}}',
        payload_template: { when: ['{{gathered_context.day}}'] },
      },
    },
  ],
  edges: [
    {
      id: 'e1',
      source: 'start',
      target: 'ask',
      data: {
        label: 'day',
        condition: 'The caller names a day.',
        transition_speech: 'One moment, {{first_name}}.',
        caller_examples: ['On Monday'],
        guard: {
          conditions: [
            { kind: 'variable', variable: 'day', comparison: 'equals', value: 'Monday' },
            { kind: 'keyword', words: ['day', 'date'] },
            { kind: 'turns', at_least: 3 },
          ],
        },
      },
    },
  ],
  workflow_configurations: {
    idle_prompt: 'Still there, {{first_name}}?',
    test_context: { first_name: 'Ada', plan: 'gold' },
    tools: [
      {
        tool_uuid: 't1',
        name: 'Look up',
        definition: { type: 'http_api', config: { url: 'https://x/{{day}}', customMessage: 'One moment' } },
      },
    ],
  },
  notes: [{ id: 'n', text: 'Mind the day', position: at, size: { width: 10, height: 10 } }],
});

const plain = (find: string, over: Partial<TextQuery> = {}): TextQuery => ({
  find,
  isRegex: false,
  matchCase: false,
  wholeWord: false,
  ...over,
});

/** All hits replaced, as the Find tab does it. */
function replaceAll(query: TextQuery, replacement: string): { document: WorkflowDocument; count: number } {
  const compiled = compileQuery(query);
  if (!compiled.ok) throw new Error(compiled.message);
  const texts = textsOf(document);
  const options = { replacement, isRegex: query.isRegex, limit: 10_000 };
  const { hits } = findInTexts(
    texts.map(({ text }) => text),
    compiled.pattern,
    options,
  );
  const changes = texts.flatMap(({ owner, path, text }, index): TextChange[] => {
    const own = hits.filter((hit) => hit.text === index);
    return own.length === 0 ? [] : [{ owner, path, before: text, after: replaceHits(text, own) }];
  });
  return { document: changeTexts(document, changes), count: hits.length };
}

const back = (changes: readonly TextChange[]): TextChange[] =>
  changes.map(({ before, after, ...place }) => ({ ...place, before: after, after: before }));

describe('texts of an agent', () => {
  it('lists every text that a person has written, in words', () => {
    expect(
      textsOf(document).map(({ owner, label, text }) => `${owner.kind} ${owner.id ?? ''} ${label}: ${text}`),
    ).toEqual([
      'node start Name: Hello',
      'node start Greeting: Hi {{first_name}}',
      'node start Prompt: Ask {{first_name | them}} for the day.',
      'node ask Name: Ask the day',
      'node ask Prompt: Confirm {{gathered_context.spoken.day}} with {{first_name}}; {{ day }} is no such value.',
      'node ask What to look for: The day',
      'node ask Variable: day',
      'node ask What a variable is: Which day',
      'node hook Name: Tell',
      'node hook Address: https://example.com/{{first_name}}',
      'node hook Payload: {{gathered_context.day}}',
      'edge e1 Label: day',
      'edge e1 Condition: The caller names a day.',
      'edge e1 Guard: day',
      'edge e1 Guard: Monday',
      'edge e1 Guard: day',
      'edge e1 Guard: date',
      'edge e1 What callers say: On Monday',
      'edge e1 Said on the way: One moment, {{first_name}}.',
      'workflow  Asked after a silence: Still there, {{first_name}}?',
      'workflow  Tool “Look up”, name: Look up',
      'workflow  Tool “Look up”, message: One moment',
      'workflow  Tool “Look up”, address: https://x/{{day}}',
      'workflow  Note: Mind the day',
    ]);
  });

  it('changing every text and back gives the same document, and only what changed is another object', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.tuple(fc.boolean(), fc.string())), (stream) => {
        const changes = textsOf(document).flatMap(({ owner, path, text }): TextChange[] => {
          const [isChanged, after] = stream.next().value as [boolean, string];
          return isChanged ? [{ owner, path, before: text, after }] : [];
        });
        const next = changeTexts(document, changes);
        for (const [index, node] of document.nodes.entries()) {
          const touched = changes.some(
            (change) => change.owner.id === node.id && change.before !== change.after,
          );
          expect(next.nodes[index] === node).toBe(!touched);
        }
        expect(changeTexts(next, back(changes))).toEqual(document);
      }),
    );
  });

  it('a text that is another by now is left alone', () => {
    const change = {
      owner: { kind: 'node', id: 'start' } as const,
      path: ['prompt'],
      before: 'Something else',
      after: 'x',
    };
    expect(changeTexts(document, [change])).toBe(document);
    expect(changeTexts(document, [{ ...change, owner: { kind: 'node', id: 'gone' } }])).toBe(document);
  });
});

describe('find and replace', () => {
  it('counts and replaces in all texts, without regard to case unless asked', () => {
    const { document: next, count } = replaceAll(plain('monday'), 'Friday');
    expect(count).toBe(2);
    expect(JSON.stringify(next)).toBe(JSON.stringify(document).replaceAll('Monday', 'Friday'));
    expect(replaceAll(plain('monday', { matchCase: true }), 'Friday')).toEqual({ document, count: 0 });
    expect(replaceAll(plain('nowhere'), 'x').document).toBe(document);
  });

  it('whole words, characters with a meaning, and what cannot be read', () => {
    expect(replaceAll(plain('da', { wholeWord: true }), 'x').count).toBe(0);
    expect(replaceAll(plain('{{first_name}}?'), 'you?').count).toBe(1);
    expect(
      replaceAll(plain('moment', { wholeWord: true }), '$&$1').document.edges[0]?.data.transition_speech,
    ).toBe('One $&$1, {{first_name}}.');
    expect(compileQuery(plain('(', { isRegex: true }))).toMatchObject({ ok: false });
    expect(compileQuery(plain(''))).toMatchObject({ ok: false });
  });

  it('groups of an expression are put in as String.replace puts them in', () => {
    const pieces = fc.constantFrom('$1', '$2', '$12', '$<day>', '$$', '$&', '$', 'x', '$9', '$01', '$00');
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 6 }),
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1') }),
        (parts, text) => {
          const replacement = parts.join('');
          const compiled = compileQuery(plain('(a+)(?<day>b)?', { isRegex: true, matchCase: true }));
          if (!compiled.ok) throw new Error(compiled.message);
          const { hits } = findInTexts([text], compiled.pattern, { replacement, isRegex: true, limit: 1000 });
          expect(replaceHits(text, hits)).toBe(text.replace(compiled.pattern, replacement));
        },
      ),
    );
  });
});

describe('renaming a variable', () => {
  it('an extracted one: its declaration, its placeholders and guards, nothing else of that name', () => {
    const day = { source: 'extracted', name: 'day' } as const;
    const next = renameVariable(document, day, 'date');
    expect(next.nodes[1]?.data).toMatchObject({
      prompt: 'Confirm {{gathered_context.spoken.date}} with {{first_name}}; {{ day }} is no such value.',
      extraction_variables: [{ name: 'date' }],
    });
    expect(next.nodes[2]?.data.payload_template).toEqual({ when: ['{{gathered_context.date}}'] });
    expect(next.edges[0]?.data.guard?.conditions).toMatchObject([
      { variable: 'date', value: 'Monday' },
      { words: ['day', 'date'] },
      {},
    ]);
    expect(renameChanges(document, day, 'date')).toHaveLength(4);
    expect(renameVariable(next, { source: 'extracted', name: 'date' }, 'day')).toEqual(document);
  });

  it('a test value: its declaration in its place, and wherever a text names it', () => {
    const next = renameVariable(document, { source: 'test-value', name: 'first_name' }, 'given_name');
    expect(JSON.stringify(next)).toBe(JSON.stringify(document).replaceAll('first_name', 'given_name'));
  });

  it('refuses names that are taken or cannot be written', () => {
    const name = { source: 'test-value', name: 'first_name' } as const;
    expect(
      ['plan', 'a b', '', 'first_name', 'vorname'].map((to) => renameRefusal(document, name, to)),
    ).toEqual([
      'There is a variable “plan” already; the two would become one.',
      'A name begins with a letter and has only letters, digits, - and _.',
      'Write the new name.',
      'That is its name now.',
      null,
    ]);
  });
});
