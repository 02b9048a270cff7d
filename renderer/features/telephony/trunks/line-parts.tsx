/** Numbers, sound and limits of a trunk. */
import { MultiSelect, NumberInput, Select, TagsInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { phoneCodecs } from '#shared/domain/phone-call.ts';
import type { Trunk } from '#shared/domain/trunk.ts';
import { CountrySelect } from '../do-not-call/country-select.tsx';
import { numberOr, numberOrNull } from './field-values.ts';
import { codecNames, dtmfWords, fieldWords, numberFormatWords, srtpWords } from './field-words.ts';
import { More, Part, type TrunkFieldsProps } from './form-part.tsx';
import classes from './trunks.module.css';

export function NumbersPart({ preset, trunk, problems, onChange }: TrunkFieldsProps): ReactElement {
  return (
    <Part title="Numbers">
      <div className={classes['pair']}>
        <CountrySelect
          {...fieldWords(preset, 'country', {
            label: 'Country',
            description: 'In which numbers without + are read.',
          })}
          value={trunk.country}
          onChange={(country) => {
            onChange({ country });
          }}
        />
        <Select
          label="How numbers are dialled"
          description="As the other side wants them."
          allowDeselect={false}
          data={numberFormatWords}
          value={trunk.number_format}
          onChange={(format) => {
            if (format !== null) onChange({ number_format: format });
          }}
        />
      </div>
      <TagsInput
        {...fieldWords(preset, 'caller_ids', {
          label: 'Numbers that may be shown',
          description:
            'Your own, which those who are called see. The first is the default; Enter after each.',
          placeholder: '+49 30 123456',
        })}
        splitChars={[',', ';', '\n']}
        maxTags={200}
        value={trunk.caller_ids}
        error={problems['caller_ids'] ?? problems['caller_ids.0']}
        onChange={(callerIds) => {
          onChange({ caller_ids: callerIds });
        }}
      />
    </Part>
  );
}

export function SoundPart({ trunk, problems, onChange }: TrunkFieldsProps): ReactElement {
  return (
    <Part title="Sound">
      <div className={classes['pair']}>
        <Select
          label="Encryption"
          allowDeselect={false}
          data={srtpWords}
          value={trunk.srtp}
          onChange={(srtp) => {
            if (srtp !== null) onChange({ srtp });
          }}
        />
        <Select
          label="Keys of the telephone"
          allowDeselect={false}
          data={dtmfWords}
          value={trunk.dtmf}
          onChange={(dtmf) => {
            if (dtmf !== null) onChange({ dtmf });
          }}
        />
      </div>
      <More label="Codecs and packets">
        <MultiSelect
          label="Codecs"
          description="In the order in which they are offered."
          data={phoneCodecs.map((codec) => ({ value: codec, label: codecNames[codec] }))}
          value={trunk.codecs}
          error={problems['codecs']}
          onChange={(codecs) => {
            onChange({ codecs: codecs });
          }}
        />
        <Select
          label="Sound in a packet"
          description="20 ms suits almost everyone."
          allowDeselect={false}
          data={['10', '20', '30', '40', '60'].map((ms) => ({ value: ms, label: `${ms} ms` }))}
          value={String(trunk.ptime_ms)}
          onChange={(ms) => {
            if (ms !== null) onChange({ ptime_ms: Number(ms) as Trunk['ptime_ms'] });
          }}
        />
      </More>
    </Part>
  );
}

export function LimitsPart({ trunk, onChange }: TrunkFieldsProps): ReactElement {
  const { caps } = trunk;
  return (
    <Part
      title="Limits"
      note="No call begins beyond them, whoever asks for it. An empty cap is no cap. The caps of the day count all that this data directory knows; calls at a time are counted by the studio and by each command for itself."
    >
      <div className={classes['triple']}>
        <NumberInput
          label="Calls at a time"
          min={1}
          max={200}
          value={trunk.max_calls}
          onChange={(value) => {
            onChange({ max_calls: numberOr(value, 1) });
          }}
        />
        <NumberInput
          label="New calls a second"
          min={0.1}
          max={50}
          step={0.5}
          decimalScale={1}
          value={trunk.calls_per_second}
          onChange={(value) => {
            onChange({ calls_per_second: numberOr(value, 1) });
          }}
        />
        <NumberInput
          label="Rings at most"
          suffix=" s"
          min={5}
          max={180}
          value={trunk.ring_timeout_s}
          onChange={(value) => {
            onChange({ ring_timeout_s: numberOr(value, 45) });
          }}
        />
        <NumberInput
          label="Calls a day"
          min={1}
          placeholder="no cap"
          thousandSeparator=","
          value={caps.calls_per_day ?? ''}
          onChange={(value) => {
            onChange({ caps: { ...caps, calls_per_day: numberOrNull(value) } });
          }}
        />
        <NumberInput
          label="Minutes a day"
          min={1}
          placeholder="no cap"
          thousandSeparator=","
          value={caps.minutes_per_day ?? ''}
          onChange={(value) => {
            onChange({ caps: { ...caps, minutes_per_day: numberOrNull(value) } });
          }}
        />
        <NumberInput
          label="Money a day"
          prefix="$"
          min={0.01}
          decimalScale={2}
          placeholder="no cap"
          value={caps.usd_per_day ?? ''}
          onChange={(value) => {
            onChange({ caps: { ...caps, usd_per_day: numberOrNull(value) } });
          }}
        />
        <NumberInput
          label="A minute costs"
          prefix="$"
          min={0}
          max={100}
          decimalScale={5}
          placeholder="not known"
          value={trunk.usd_per_minute ?? ''}
          onChange={(value) => {
            onChange({ usd_per_minute: numberOrNull(value) });
          }}
        />
      </div>
      {caps.usd_per_day !== null && trunk.usd_per_minute === null && (
        <p className={classes['note']} data-tone="tool">
          The cap on money cannot hold while it is not known what a minute costs.
        </p>
      )}
    </Part>
  );
}
