import { expect, it } from 'vitest';
import { contextsOf, firstText, neededPaths } from './try-values.ts';

it('a tool needs the placeholders that neither a parameter nor the clock fills in', () => {
  const tool = {
    tool_uuid: 'u',
    definition: {
      type: 'http_api',
      config: {
        url: 'https://x/{{city}}/{{shop.id}}',
        body_template: { at: '{{current_time_Asia/Tokyo}}', day: ['{{gathered_context.day | today}}'] },
        preset_parameters: [{ name: 'a', value_template: '{{shop.id}}' }],
      },
    },
  };
  expect(neededPaths(tool, ['city'])).toEqual(['shop.id', 'gathered_context.day']);
  expect(firstText('initial_context.shop.id', { shop: { id: 7 } })).toBe('7');
});

it('values go where the placeholders look for them, with their types', () => {
  expect(
    contextsOf({
      'shop.id': '7',
      'shop.name': 'North',
      'gathered_context.day': ' ',
      'gathered_context.spoken.when': '[1,2]',
      'initial_context.vip': 'true',
      phone: '+49 30',
    }),
  ).toEqual({
    context: { shop: { id: 7, name: 'North' }, vip: true, phone: '+49 30' },
    gathered: { spoken: { when: [1, 2] } },
  });
});
