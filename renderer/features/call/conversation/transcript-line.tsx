/** One line of the conversation: words of either side, a change of node, a folded card, a notice. */
import { Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowNarrowRight,
  IconCut,
  IconForms,
  IconFunction,
  IconInfoCircle,
  IconKeyboard,
  IconVolume,
} from '@tabler/icons-react';
import { memo, type ReactElement, type ReactNode } from 'react';
import type { RunEventPayload } from '#shared/domain/run-event.ts';
import type { AgentItem, AgentSegment, CallerItem, ConversationItem } from './conversation.ts';
import { heardOf, unheardOf } from './line-text.ts';
import { placeText, spanText, valueText, wordsOf } from './spoken-time.ts';
import classes from './transcript.module.css';

export interface TranscriptLineProps {
  item: ConversationItem;
  /** The playhead is in it. */
  isCurrent: boolean;
  /** Plays the recording from here; absent where there is none. */
  onSeek?: ((atMs: number) => void) | undefined;
}

export const TranscriptLine = memo(function TranscriptLine(props: TranscriptLineProps): ReactElement {
  const { item, isCurrent, onSeek } = props;
  switch (item.kind) {
    case 'caller':
      return (
        <Bubble side="caller" item={item} isCurrent={isCurrent} onSeek={onSeek}>
          <CallerWords item={item} />
        </Bubble>
      );
    case 'agent':
      return (
        <Bubble side="agent" item={item} isCurrent={isCurrent} onSeek={onSeek}>
          {item.segments.map((segment, index) => (
            <Segment key={index} segment={segment} onSeek={onSeek} />
          ))}
        </Bubble>
      );
    case 'node':
      return (
        <div className={classes['rule']} data-key={item.key}>
          <span className={classes['ruleLabel']}>
            {item.edgeLabel !== null && (
              <>
                <span className={classes['ruleEdge']}>{item.edgeLabel}</span>
                <IconArrowNarrowRight size={14} aria-label="leads to" />
              </>
            )}
            <strong>{item.nodeName}</strong>
          </span>
        </div>
      );
    case 'function':
      return (
        <Card
          tone="tool"
          icon={<IconFunction size={14} aria-hidden />}
          title={item.name}
          word="Function"
          isRunning={item.state === 'running'}
          tookMs={item.tookMs}
          atMs={item.atMs}
        >
          <Json label="Arguments" value={item.arguments} />
          {item.state === 'done' && <Json label="Result" value={item.result} />}
        </Card>
      );
    case 'extraction':
      return (
        <Card
          tone={item.error === null ? 'extraction' : 'error'}
          icon={<IconForms size={14} aria-hidden />}
          title={
            item.error === null ? extractionTitle(item.variables, item.state) : 'Nothing could be extracted'
          }
          word="Extraction"
          isRunning={item.state === 'running'}
          tookMs={item.tookMs}
          atMs={item.atMs}
        >
          {item.error !== null && <p className={classes['cardError']}>{item.error}</p>}
          <dl className={classes['pairs']}>
            {Object.entries(item.variables).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{valueText(value)}</dd>
              </div>
            ))}
          </dl>
          <p className={classes['cardNote']}>From the step {item.nodeName}</p>
        </Card>
      );
    case 'notice':
      return (
        <div className={classes['notice']} data-tone={item.tone} data-key={item.key}>
          {item.tone === 'error' ? (
            <IconAlertTriangle size={14} aria-label="Error" />
          ) : (
            <IconInfoCircle size={14} aria-hidden />
          )}
          <span>{item.text}</span>
        </div>
      );
  }
});

function extractionTitle(variables: Record<string, unknown>, state: 'running' | 'done'): string {
  const names = Object.keys(variables);
  if (state === 'running') return 'Looking for values…';
  return names.length === 0 ? 'No new values' : names.map(wordsOf).join(', ');
}

function Bubble(props: {
  side: 'caller' | 'agent';
  item: CallerItem | AgentItem;
  isCurrent: boolean;
  onSeek: ((atMs: number) => void) | undefined;
  children: ReactNode;
}): ReactElement {
  const { side, item, isCurrent, onSeek, children } = props;
  const { atMs } = item;
  const seek =
    onSeek !== undefined && atMs !== null
      ? () => {
          onSeek(atMs);
        }
      : undefined;
  return (
    <div
      className={classes['turn']}
      data-side={side}
      data-key={item.key}
      data-current={isCurrent || undefined}
    >
      <div className={classes['turnHead']}>
        <span className={classes['who']}>{side === 'caller' ? 'Caller' : 'Agent'}</span>
        {seek === undefined ? (
          atMs !== null && <span className={classes['place']}>{placeText(atMs)}</span>
        ) : (
          <button
            type="button"
            className={classes['place']}
            onClick={seek}
            aria-label={`Play from ${placeText(atMs)}`}
          >
            {placeText(atMs)}
          </button>
        )}
        {item.kind === 'caller' && item.typed && (
          <span className={classes['typed']}>
            <IconKeyboard size={12} aria-hidden /> typed
          </span>
        )}
        {item.kind === 'agent' && item.latency !== null && <LatencyChip latency={item.latency} />}
      </div>
      <div className={classes['words']} data-seek={seek !== undefined || undefined} onClick={seek}>
        {children}
      </div>
    </div>
  );
}

function CallerWords({ item }: { item: CallerItem }): ReactElement {
  if (item.final && !item.understood) return <span className={classes['notUnderstood']}>Not understood</span>;
  return (
    <span className={item.final ? undefined : classes['partial']}>
      {item.text}
      {!item.final && '…'}
    </span>
  );
}

function Segment(props: {
  segment: AgentSegment;
  onSeek: ((atMs: number) => void) | undefined;
}): ReactElement {
  const { segment, onSeek } = props;
  const unheard = unheardOf(segment);
  const heard = heardOf(segment);
  const { startMs } = segment;
  return (
    <>
      {heard !== '' && (
        <span
          className={segment.state === 'queued' ? classes['queued'] : undefined}
          onClick={
            onSeek !== undefined && startMs !== null
              ? (event) => {
                  event.stopPropagation();
                  onSeek(startMs);
                }
              : undefined
          }
        >
          {segment.state === 'speaking' && (
            <IconVolume className={classes['speaking']} size={13} aria-label="being spoken" />
          )}
          {heard}{' '}
        </span>
      )}
      {segment.state === 'cut' && (
        <span className={classes['cut']}>
          <span className={classes['cutMark']}>
            <IconCut size={12} aria-hidden />
            interrupted
          </span>
          {unheard !== '' && <s>{unheard}</s>}{' '}
        </span>
      )}
    </>
  );
}

const latencyNames: readonly [keyof RunEventPayload<'latency'>, string][] = [
  ['endpointing_ms', 'End of turn awaited'],
  ['stt_final_ms', 'Words final'],
  ['llm_first_token_ms', 'First token'],
  ['tts_first_audio_ms', 'First audio'],
  ['own_overhead_ms', 'Parley itself'],
];

export function LatencyChip({ latency }: { latency: RunEventPayload<'latency'> }): ReactElement | null {
  const total = latency.voice_to_voice_ms;
  const parts = latencyNames.filter(([name]) => latency[name] !== null);
  if (total === null && parts.length === 0) return null;
  return (
    <Tooltip
      label={
        <dl className={classes['latency']}>
          {parts.map(([name, label]) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>{spanText(latency[name] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <span
        className={classes['chip']}
        tabIndex={0}
        aria-label="From the caller's last sound to the agent's first"
      >
        {total === null ? 'no voice' : spanText(total)}
      </span>
    </Tooltip>
  );
}

function Card(props: {
  tone: 'tool' | 'extraction' | 'error';
  icon: ReactElement;
  title: string;
  word: string;
  isRunning: boolean;
  tookMs: number | null;
  atMs: number | null;
  children: ReactNode;
}): ReactElement {
  return (
    <details className={classes['card']} data-tone={props.tone}>
      <summary>
        {props.icon}
        <span className={classes['cardWord']}>{props.word}</span>
        <span className={classes['cardTitle']}>{props.title}</span>
        <span className={classes['cardTime']}>
          {props.isRunning ? 'running…' : props.tookMs === null ? '' : spanText(props.tookMs)}
        </span>
      </summary>
      <div className={classes['cardBody']}>
        {props.children}
        {props.atMs !== null && <p className={classes['cardNote']}>At {placeText(props.atMs)}</p>}
      </div>
    </details>
  );
}

function Json({ label, value }: { label: string; value: unknown }): ReactElement {
  return (
    <div className={classes['json']}>
      <span>{label}</span>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </div>
  );
}
