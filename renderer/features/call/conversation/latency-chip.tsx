/** How long the caller waited for the agent, with the parts of it on hover or focus. */
import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import type { RunEventPayload } from '#shared/domain/run-event.ts';
import { spanText, waitText } from './spoken-time.ts';
import classes from './transcript.module.css';

type Latency = RunEventPayload<'latency'>;

const partNames: readonly [keyof Latency, string][] = [
  ['endpointing_ms', 'Silence awaited'],
  ['stt_final_ms', 'Words final'],
  ['llm_first_token_ms', 'First token'],
  ['tts_first_audio_ms', 'First audio'],
  ['own_overhead_ms', 'Parley itself'],
];

export function LatencyChip({ latency }: { latency: Latency }): ReactElement | null {
  const total = latency.voice_to_voice_ms;
  if (total === null) return null;
  const parts = partNames.flatMap(([name, label]) => {
    const span = latency[name];
    return span === null ? [] : [{ name, label, span }];
  });
  return (
    <Tooltip
      label={
        <dl className={classes['latency']}>
          {parts.map(({ name, label, span }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>{spanText(span)}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <span
        className={classes['chip']}
        tabIndex={0}
        role="note"
        aria-label={`Answer time ${waitText(total)}. ${parts.map(({ label, span }) => `${label} ${spanText(span)}`).join(', ')}`}
      >
        {waitText(total)}
      </span>
    </Tooltip>
  );
}
