import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '#shared/nodes/field.ts';
import { edgeSpec } from '#shared/nodes/edge.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
import { warningsFor } from './field-warnings.ts';
import { inserted } from './inserted.ts';
import { jsonValueOf, shownJson } from './json-draft.ts';
import { speechPatch, textPatch } from './text-patch.ts';
import { usualValue } from './usual-value.ts';

function fieldOf<K extends Field<string>['kind']>(
  fields: readonly Field<string>[],
  key: string,
  kind: K,
): Extract<Field<string>, { kind: K }> {
  const found = fields.find((field) => field.key === key && field.kind === kind);
  if (!found) throw new Error(`no ${kind} field ${key}`);
  return found as Extract<Field<string>, { kind: K }>;
}

describe('the hints under a field', () => {
  const { agentNode, startCall, webhook } = nodeSpecs;
  const owner = { kind: 'node', id: 'n' } as const;
  const about = (rule: 'undefined-variable' | 'no-greeting' | 'no-recording', field: string, id = 'n') => ({
    rule,
    kind: 'node' as const,
    id,
    field,
    message: `${rule} of ${id}`,
  });

  it('are those of its node and of all its keys', () => {
    const greeting = fieldOf(startCall.fields, 'greeting', 'speech');
    const hints = [
      about('no-greeting', 'greeting'),
      about('no-recording', 'greeting_recording_id'),
      about('no-greeting', 'greeting', 'other'),
      about('no-greeting', 'name'),
      about('no-greeting', 'greeting'),
    ];
    expect(warningsFor(hints, owner, greeting)).toEqual(['no-greeting of n', 'no-recording of n']);
  });

  it('say of placeholders only what the field does not say itself', () => {
    const prompt = fieldOf(agentNode.fields, 'prompt', 'prompt');
    const address = fieldOf(webhook.fields, 'endpoint_url', 'text');
    expect([
      warningsFor([about('undefined-variable', 'prompt')], owner, prompt),
      warningsFor([about('undefined-variable', 'endpoint_url')], owner, address),
    ]).toEqual([[], ['undefined-variable of n']]);
  });
});

describe('the usual value', () => {
  const { agentNode, startCall, webhook } = nodeSpecs;
  const wait = fieldOf(startCall.fields, 'delayed_start_duration', 'number');
  const method = fieldOf(webhook.fields, 'http_method', 'choice');

  it('is offered where a new node would have something else', () => {
    expect([
      usualValue(wait, { delayed_start_duration: 5 }),
      usualValue(wait, {}),
      usualValue(method, { http_method: 'GET' }),
      usualValue(method, { http_method: 'POST' }),
    ]).toEqual([{ value: undefined, words: '2 s' }, null, { value: 'POST', words: 'POST' }, null]);
  });

  it('is not offered for texts and switches', () => {
    expect(usualValue(fieldOf(agentNode.fields, 'allow_interrupt', 'switch'), {})).toBeNull();
    expect(usualValue(fieldOf(agentNode.fields, 'prompt', 'prompt'), { prompt: 'Ask.' })).toBeNull();
  });
});

describe('a text that is emptied', () => {
  const { endCall, startCall } = nodeSpecs;

  it('goes out of the document where new nodes do not have it either', () => {
    expect([
      textPatch(fieldOf(endCall.fields, 'call_disposition', 'text'), ''),
      textPatch(fieldOf(endCall.fields, 'name', 'text'), ''),
      textPatch(fieldOf(edgeSpec.fields, 'condition', 'prompt'), ''),
      textPatch(fieldOf(endCall.fields, 'call_disposition', 'text'), 'sold'),
    ]).toEqual([
      { call_disposition: undefined },
      { name: '' },
      { condition: '' },
      { call_disposition: 'sold' },
    ]);
  });

  it('takes its kind with it, unless a recording is chosen', () => {
    const greeting = fieldOf(startCall.fields, 'greeting', 'speech');
    const onTheWay = fieldOf(edgeSpec.fields, 'transition_speech', 'speech');
    expect([
      speechPatch(greeting, '', false),
      speechPatch(onTheWay, '', false),
      speechPatch(onTheWay, '', true),
      speechPatch(onTheWay, 'One moment.', false),
      speechPatch(onTheWay, 'One moment.', true),
    ]).toEqual([
      { greeting: '', greeting_type: 'text' },
      { transition_speech: undefined, transition_speech_type: undefined },
      { transition_speech: undefined },
      { transition_speech: 'One moment.', transition_speech_type: 'text' },
      { transition_speech: 'One moment.' },
    ]);
  });
});

describe('JSON in a field', () => {
  it('is an object as soon as it is one, and till then what was typed', () => {
    expect(['', ' ', '{"a": ', '[1]', '{"a": "{{b}}"}'].map(jsonValueOf)).toEqual([
      undefined,
      undefined,
      '{"a": ',
      '[1]',
      { a: '{{b}}' },
    ]);
  });

  it('shows what was typed while it says what the document holds, else the document', () => {
    expect([
      shownJson('{"a":1}', { a: 1 }),
      shownJson('{"a":1}', { a: 2 }),
      shownJson('{"a":', '{"a":'),
      shownJson('  ', undefined),
      shownJson('{"a":1}', undefined),
      shownJson(null, null),
    ]).toEqual(['{"a":1}', '{\n  "a": 2\n}', '{"a":', '  ', '', '']);
  });

  it('loses nothing that is typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.dictionary(fc.string(), fc.jsonValue()).map((one) => JSON.stringify(one, null, 1)),
        ),
        (text) => {
          const value = jsonValueOf(text);
          expect(shownJson(text, value)).toBe(text);
          if (value !== undefined) expect(jsonValueOf(shownJson(null, value))).toEqual(value);
        },
      ),
    );
  });
});

it('a value is put in at the cursor, in place of what is selected', () => {
  expect([inserted('a b', 2, 3, 'x.y'), inserted('a', null, null, 'x')]).toEqual([
    { text: 'a {{x.y}}', cursor: 9 },
    { text: 'a{{x}}', cursor: 6 },
  ]);
});
