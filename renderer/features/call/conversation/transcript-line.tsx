/** One line of the conversation: words of either side, a change of node, a folded card, a notice. */
import {
  IconAlertTriangle,
  IconArrowNarrowRight,
  IconCut,
  IconForms,
  IconFunction,
  IconInfoCircle,
  IconKeyboard,
  IconPhoneOff,
  IconPlayerRecord,
  IconShieldCheck,
  IconSwitchHorizontal,
  IconVolume,
} from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { fallbackWords } from '#shared/domain/fallback-words.ts';
import { speakerOf } from '#shared/domain/transcript.ts';
import { dispositionText } from '../../runs/outcome.ts';
import type { ConversationItem, ExtractionCard, SpokenLine } from './conversation.ts';
import { FoldedCard, Json } from './folded-card.tsx';
import { LatencyChip } from './latency-chip.tsx';
import { placeText, valueText, wordsOf } from './spoken-time.ts';
import classes from './transcript.module.css';

export interface TranscriptLineProps {
  item: ConversationItem;
  /** The playhead is in it. */
  isCurrent: boolean;
  /** Plays the recording from here; absent where there is none. */
  onSeek?: ((atMs: number) => void) | undefined;
}

export const TranscriptLine = memo(function TranscriptLine(props: TranscriptLineProps): ReactElement {
  const { item } = props;
  switch (item.kind) {
    case 'line':
      return <Spoken {...props} item={item} />;
    case 'node':
      return (
        <div className={classes['rule']}>
          <span className={classes['ruleLabel']}>
            {item.edgeLabel !== null && (
              <>
                {item.guarded && <IconShieldCheck size={12} aria-label="By its guard:" />}
                <span className={classes['ruleEdge']}>{item.edgeLabel}</span>
                <IconArrowNarrowRight size={14} aria-label="leads to" />
              </>
            )}
            <strong>{item.nodeName}</strong>
          </span>
        </div>
      );
    case 'tool':
      return (
        <FoldedCard
          tone="tool"
          icon={<IconFunction size={14} aria-hidden />}
          word="Function"
          title={item.name}
          isRunning={!item.done}
          tookMs={item.tookMs}
          atMs={item.atMs}
        >
          <Json label="Arguments" value={item.arguments} />
          {item.done && <Json label="Result" value={item.result} />}
        </FoldedCard>
      );
    case 'extraction':
      return <Extraction item={item} />;
    case 'notice':
      return (
        <div className={classes['notice']}>
          <IconInfoCircle size={14} aria-hidden />
          <span>{item.text}</span>
        </div>
      );
    case 'fallback': {
      const { stage, change, reason } = fallbackWords(item);
      return (
        <div className={classes['rule']} data-tone="fallback" title={item.message}>
          <span className={classes['ruleLabel']}>
            <IconSwitchHorizontal size={14} aria-hidden />
            <span className={classes['ruleWords']}>
              <strong>{stage}:</strong> {change}, {reason}
            </span>
          </span>
        </div>
      );
    }
    case 'error':
      return (
        <div className={classes['notice']} data-tone="error">
          <IconAlertTriangle size={14} aria-label="Error" />
          <span>{item.message}</span>
        </div>
      );
    case 'end':
      return (
        <div className={classes['notice']}>
          <IconPhoneOff size={14} aria-hidden />
          <span>{dispositionText(item.disposition)}</span>
        </div>
      );
  }
});

function Spoken({ item, isCurrent, onSeek }: TranscriptLineProps & { item: SpokenLine }): ReactElement {
  const { atMs, party } = item;
  const seek =
    onSeek !== undefined && atMs !== null
      ? () => {
          onSeek(atMs);
        }
      : undefined;
  return (
    <div
      className={classes['turn']}
      data-side={party}
      data-operator={item.operator}
      data-key={item.key}
      data-current={isCurrent || undefined}
    >
      <div className={classes['turnHead']}>
        <span className={classes['who']}>{speakerOf(item)}</span>
        {atMs !== null &&
          (seek === undefined ? (
            <span className={classes['place']}>{placeText(atMs)}</span>
          ) : (
            <button
              type="button"
              className={classes['place']}
              onClick={seek}
              aria-label={`Play from ${placeText(atMs)}`}
            >
              {placeText(atMs)}
            </button>
          ))}
        {item.typed && (
          <span className={classes['typed']}>
            <IconKeyboard size={12} aria-hidden /> typed
          </span>
        )}
        {item.recorded === true && (
          <span className={classes['typed']}>
            <IconPlayerRecord size={12} aria-hidden /> recording
          </span>
        )}
        {item.latency !== null && <LatencyChip latency={item.latency} />}
      </div>
      <div className={classes['words']} data-seek={seek !== undefined || undefined} onClick={seek}>
        {party === 'caller' || item.operator ? <CallerWords item={item} /> : <AgentWords item={item} />}
      </div>
    </div>
  );
}

function CallerWords({ item }: { item: SpokenLine }): ReactElement {
  if (!item.partial && !item.understood)
    return <span className={classes['notUnderstood']}>Not understood</span>;
  return (
    <span className={item.partial ? classes['partial'] : undefined}>
      {item.text}
      {item.partial && '…'}
    </span>
  );
}

function AgentWords({ item }: { item: SpokenLine }): ReactElement {
  return (
    <>
      {item.text}
      {item.partial && <IconVolume className={classes['speaking']} size={13} aria-label="being spoken" />}
      {item.interrupted && (
        <>
          {' '}
          <span className={classes['cutMark']}>
            <IconCut size={12} aria-hidden />
            interrupted
          </span>
          {item.unheard !== '' && <s className={classes['unheard']}>{item.unheard}</s>}
        </>
      )}
    </>
  );
}

function Extraction({ item }: { item: ExtractionCard }): ReactElement {
  const found = Object.entries(item.variables);
  const title = !item.done
    ? 'Looking for values…'
    : item.error !== null
      ? 'Nothing could be extracted'
      : found.length === 0
        ? 'No new values'
        : found.map(([name, value]) => `${wordsOf(name)}: ${valueText(value)}`).join(' · ');
  return (
    <FoldedCard
      tone={item.error === null ? 'extraction' : 'error'}
      icon={<IconForms size={14} aria-hidden />}
      word="Extraction"
      title={title}
      isRunning={!item.done}
      tookMs={item.tookMs}
      atMs={item.atMs}
    >
      {item.error !== null && <p className={classes['cardError']}>{item.error}</p>}
      <dl className={classes['pairs']}>
        {found.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{valueText(value)}</dd>
          </div>
        ))}
      </dl>
      <p className={classes['cardNote']}>Asked for by the step {item.nodeName}</p>
    </FoldedCard>
  );
}
