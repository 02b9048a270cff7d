/** What a preset of a trunk says: see `trunk-presets.ts`. */
import type { Trunk, TrunkInput } from './trunk.ts';

export const trunkPresetIds = [
  'twilio',
  'telnyx',
  'vonage',
  'plivo',
  'asterisk',
  'freeswitch',
  'kamailio',
  '3cx',
  'fritzbox',
  'other',
] as const;
export type TrunkPresetId = (typeof trunkPresetIds)[number];

type AskedField =
  'server' | 'username' | 'auth_username' | 'password' | 'caller_ids' | 'country' | 'echo_number';

export interface TrunkPreset {
  id: TrunkPresetId;
  name: string;
  /** `carrier`: sells minutes; `pbx`: a telephone system of one's own. */
  what: 'carrier' | 'pbx' | 'other';
  /** What it is and what it can be used for, one or two sentences. */
  about: string;
  /** Fields of the trunk that are not the schema's defaults. */
  defaults: Partial<Omit<TrunkInput, 'id' | 'name' | 'preset' | 'created_at' | 'server'>> &
    Pick<Trunk, 'kind'>;
  /** The server as it is for everybody, or as it looks: what stands in capitals is one's own. */
  server: { value: string; example: string };
  /** In the order in which they are filled in; the others may stay as they are. */
  asks: readonly { field: AskedField; label: string; example: string; hint: string }[];
  /** Steps at the other side, in order. */
  there: readonly string[];
  /** Steps in Parley, in order. */
  here: readonly string[];
  /** What surprises people. */
  quirks: readonly string[];
  /** The vendor's own page; null for `other`. */
  docsUrl: string | null;
}
