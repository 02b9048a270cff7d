/**
 * The conversation, two-sided. It follows the newest line until the person scrolls up; then it stays, and a button leads
 * back down. Final lines are told to screen readers one by one.
 */
import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { announcementOf } from './announcement.ts';
import type { ConversationItem } from './conversation.ts';
import { TranscriptLine } from './transcript-line.tsx';
import classes from './transcript.module.css';

export interface TranscriptProps {
  items: readonly ConversationItem[];
  /** Follow new lines and announce them. */
  isLive: boolean;
  /** Line under the playhead. */
  currentKey?: string | null;
  onSeek?: (atMs: number) => void;
  /** Shown while there is no line. */
  empty: ReactNode;
  /** After the last line. */
  children?: ReactNode;
}

/** Within this many CSS pixels of the end counts as being at the end. */
const AT_END_PX = 48;

export function Transcript(props: TranscriptProps): ReactElement {
  const { items, isLive, currentKey = null, onSeek, empty, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const lastTop = useRef(0);

  const hasLines = items.length > 0;
  useLayoutEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (element === null || content == null || !isLive || !isFollowing) return undefined;
    const follow = (): void => {
      element.scrollTop = element.scrollHeight;
    };
    follow();
    // Lines grow as they are spoken, and wrap anew when the panel is resized.
    const observer = new ResizeObserver(follow);
    observer.observe(content);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [isLive, isFollowing, hasLines]);

  useEffect(() => {
    if (currentKey === null || isLive) return;
    scroller.current
      ?.querySelector(`[data-key="${CSS.escape(currentKey)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  }, [currentKey, isLive]);

  return (
    <div className={classes['transcript']}>
      <div
        ref={scroller}
        className={classes['scroller']}
        tabIndex={0}
        role="region"
        aria-label="Transcript"
        onScroll={({ currentTarget: element }) => {
          const { scrollTop } = element;
          const isAtEnd = element.scrollHeight - scrollTop - element.clientHeight < AT_END_PX;
          // Lines may have grown since the view was moved to the end: only a move upwards is the person's.
          if (isAtEnd) setFollowing(true);
          else if (scrollTop < lastTop.current) setFollowing(false);
          lastTop.current = scrollTop;
        }}
      >
        {items.length === 0 ? (
          empty
        ) : (
          <div className={classes['lines']}>
            {items.map((item) => (
              <TranscriptLine
                key={item.key}
                item={item}
                isCurrent={item.key === currentKey}
                onSeek={onSeek}
              />
            ))}
            {children}
          </div>
        )}
      </div>
      {isLive && !isFollowing && (
        <Button
          className={classes['latest']}
          variant="default"
          leftSection={<IconArrowDown size={14} />}
          onClick={() => {
            setFollowing(true);
            const element = scroller.current;
            if (element !== null) element.scrollTop = element.scrollHeight;
          }}
        >
          Jump to latest
        </Button>
      )}
      {isLive && <Announcer items={items} />}
    </div>
  );
}

/** Only whole lines are told: partial words would be read again and again. */
function Announcer({ items }: { items: readonly ConversationItem[] }): ReactElement {
  const recent = items.slice(-4).flatMap((item) => {
    const text = announcementOf(item);
    return text === null ? [] : [{ key: item.key, text }];
  });
  return (
    <div className={classes['announcer']} role="log" aria-live="polite" aria-relevant="additions">
      {recent.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}
