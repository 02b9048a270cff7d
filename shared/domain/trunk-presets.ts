/**
 * Whom people have a trunk with: what to fill in, what to do at the other side, and what is different there. Facts as of
 * 2026-11, from the vendors' pages and from experience: the page that is linked decides.
 */
import type { TrunkPreset } from './trunk-preset.ts';
import { carrierPresets } from './trunk-presets-carriers.ts';
import { pbxPresets } from './trunk-presets-pbx.ts';
import type { Trunk, TrunkInput } from './trunk.ts';

export const trunkPresets: readonly TrunkPreset[] = [
  ...carrierPresets,
  ...pbxPresets,
  {
    id: 'other',
    name: 'Other',
    what: 'other',
    about: 'Any carrier or telephone system that speaks SIP (RFC 3261).',
    defaults: { kind: 'registered' },
    server: { value: '', example: 'sip.example.com' },
    asks: [
      {
        field: 'server',
        label: 'Server',
        example: 'sip.example.com',
        hint: 'Also called registrar, proxy, domain or SIP server; with :PORT where it is not the usual one.',
      },
      {
        field: 'username',
        label: 'User name',
        example: '493012345678',
        hint: 'User part of the account’s address; often the number or the extension.',
      },
      {
        field: 'password',
        label: 'Password',
        example: '',
        hint: 'Of the SIP account, not of the customer’s page.',
      },
      {
        field: 'caller_ids',
        label: 'Your numbers',
        example: '+493012345678',
        hint: 'Numbers that may be shown to those you call; the first is the default.',
      },
    ],
    there: [
      'Look for the SIP settings of your line: server, user name, password, and whether a log-on is wanted.',
      'If there is no log-on but a list of allowed addresses, put this computer’s public address on it.',
    ],
    here: [
      'Choose “registered” if the line wants a log-on and should ring here; choose “IP” if it does not.',
      'Try TLS first, then TCP, then UDP; “auto” asks DNS.',
      'Run Test trunk: it says at which step something is wrong and what to change.',
    ],
    quirks: [
      'Where user name and log-on name differ, the second goes into “Name for the password”.',
      'If people hear nothing, or only one side is heard, a router changes addresses on the way: set a STUN server, or use TLS with encryption.',
    ],
    docsUrl: null,
  },
];

export function trunkPreset(id: string): TrunkPreset {
  const found = trunkPresets.find((preset) => preset.id === id) ?? trunkPresets.at(-1);
  if (!found) throw new Error('there are presets');
  return found;
}

/** A new trunk of the preset, with blanks where something is asked for. */
export function trunkOfPreset(
  preset: TrunkPreset,
  given: Pick<Trunk, 'id' | 'name' | 'created_at'>,
): TrunkInput {
  return { ...preset.defaults, ...given, preset: preset.id, server: preset.server.value };
}
