import { expect, test } from 'vitest';
import { callCommands } from './phone-commands.tsx';
import { phoneCall } from './testing/phone-calls.ts';

const labels = (change: Parameters<typeof phoneCall>[0]): string[] =>
  callCommands(phoneCall({ remote: '+493012345678', ...change })).map(({ label }) => label);

test('the palette offers what can be done to a call now', () => {
  const operator = { is_listening: true, has_taken_over: true, is_agent_muted: true };
  expect([
    labels({ progress: 'ringing', answered_at: null }),
    labels({ progress: 'on-hold', operator }),
  ]).toEqual([
    ['Go to call with 030 12345678', 'Hang up call with 030 12345678'],
    [
      'Go to call with 030 12345678',
      'Listen to call with 030 12345678',
      'Take back call with 030 12345678',
      'Unmute the agent in call with 030 12345678',
      'Hand back call with 030 12345678',
      'Hang up call with 030 12345678',
    ],
  ]);
});
