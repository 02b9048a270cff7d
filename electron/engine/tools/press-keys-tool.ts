/** The tool by which the model presses keys of the telephone, to find its way through other people's menus. */
import { pressKeysFunctionName } from '#shared/domain/line-craft.ts';
import type { Tool } from './tool.ts';

/** The line's keys, as the tool sees them. */
export interface KeyPort {
  /** Presses them one after another; settles when they have been sent, with what was. Aborting stops before the next sound. */
  press(keys: string, signal: AbortSignal): Promise<'sent' | 'cut'>;
}

/** Nothing is keyed in that is longer. */
const mostKeys = 40;

export function pressKeysTool(line: KeyPort): Tool {
  return {
    id: pressKeysFunctionName,
    function: {
      name: pressKeysFunctionName,
      description:
        'Presses keys of the telephone (DTMF): to choose from a menu that the other side has read out, or to enter a number it asks for. Say nothing beside it; the menu goes on by itself.',
      parameters: {
        type: 'object',
        properties: {
          keys: {
            type: 'string',
            description: 'The keys in order: digits, * and #. For example 1, or 20457#.',
            pattern: '^[0-9*#]+$',
          },
        },
        required: ['keys'],
      },
      label: 'Press keys',
    },
    speech: null,
    endsCall: false,
    run: async (given, _surroundings, signal) => {
      const raw = given['keys'];
      const keys =
        typeof raw === 'string' || typeof raw === 'number' ? String(raw).replaceAll(/[\s,-]+/g, '') : '';
      if (!/^[0-9*#]+$/.test(keys) || keys.length > mostKeys) {
        const error = `Give the keys to press as a text of 1 to ${mostKeys} digits, * or #, for example 1 or 20457#.`;
        return { result: { status: 'error', error } };
      }
      const outcome = await line.press(keys, signal);
      if (outcome === 'sent') return { result: { status: 'success', note: `Pressed ${keys}.` } };
      const error = 'The keys were cut short. Press them again if the menu still waits.';
      return { result: { status: 'error', error } };
    },
  };
}
