/** Words of the choices in a trunk's form. */
import type { PhoneCodec } from '#shared/domain/phone-call.ts';
import type { TrunkPreset } from '#shared/domain/trunk-preset.ts';
import type { Trunk } from '#shared/domain/trunk.ts';

interface Choice<T extends string> {
  value: T;
  label: string;
}

export const transportWords: Choice<Trunk['transport']>[] = [
  { value: 'auto', label: 'Auto: as DNS says' },
  { value: 'udp', label: 'UDP' },
  { value: 'tcp', label: 'TCP' },
  { value: 'tls', label: 'TLS, encrypted' },
];

export const numberFormatWords: Choice<Trunk['number_format']>[] = [
  { value: 'e164', label: '+493012345678' },
  { value: 'digits', label: '493012345678' },
  { value: 'national', label: '03012345678' },
  { value: 'international-00', label: '00493012345678' },
];

export const srtpWords: Choice<Trunk['srtp']>[] = [
  { value: 'off', label: 'Off' },
  { value: 'optional', label: 'Optional: if the other side can' },
  { value: 'required', label: 'Required: no call without' },
];

export const dtmfWords: Choice<Trunk['dtmf']>[] = [
  { value: 'auto', label: 'As the other side offers' },
  { value: 'rfc4733', label: 'As events (RFC 4733)' },
  { value: 'info', label: 'As SIP INFO' },
  { value: 'tones', label: 'As tones in the sound' },
];

export const codecNames: Record<PhoneCodec, string> = {
  opus: 'Opus',
  G722: 'G.722 (wideband)',
  PCMU: 'G.711 µ-law',
  PCMA: 'G.711 A-law',
};

export type Ask = TrunkPreset['asks'][number];

/** How a preset words a field that it asks for; our own words where it does not. */
export function fieldWords(
  preset: TrunkPreset,
  field: Ask['field'],
  own: { label: string; description?: string; placeholder?: string },
): { label: string; description?: string; placeholder?: string } {
  const ask = preset.asks.find((one) => one.field === field);
  if (ask === undefined) return own;
  return {
    label: ask.label,
    ...(ask.hint === '' ? {} : { description: ask.hint }),
    ...(ask.example === '' ? {} : { placeholder: ask.example }),
  };
}

export const presetKinds = [
  ['carrier', 'Carriers'],
  ['pbx', 'Telephone systems of your own'],
  ['other', 'Anything else'],
] as const;

/** The presets in whose name or explanation every word occurs. */
export function matchingPresets(presets: readonly TrunkPreset[], search: string): TrunkPreset[] {
  const words = search.trim().toLowerCase().split(/\s+/);
  return presets.filter(({ name, about, docsUrl }) => {
    const text = `${name} ${about} ${docsUrl ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
