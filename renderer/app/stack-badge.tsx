import { Popover, UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStudio } from '../stores/studio.ts';
import classes from './stack-badge.module.css';

const parts = [
  ['vad', 'Voice activity'],
  ['stt', 'Speech to text'],
  ['llm', 'Model'],
  ['tts', 'Text to speech'],
] as const;

/** Which providers answer calls, and plainly when the model is a rehearsal. */
export function StackBadge(): ReactElement | null {
  const info = useStudio((studio) => studio.info);
  if (info === null) return null;
  return (
    <Popover position="bottom-end" width={320} withinPortal>
      <Popover.Target>
        <UnstyledButton className={classes['badge']} data-rehearsal={info.is_rehearsal}>
          {info.is_rehearsal ? (
            <>
              Rehearsal stack<span className={classes['plain']}>not a language model</span>
            </>
          ) : (
            info.providers.llm
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <h3 className={classes['heading']}>Who answers the calls</h3>
        <dl className={classes['list']}>
          {parts.map(([key, label]) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd>{info.providers[key]}</dd>
            </div>
          ))}
        </dl>
        <p className={classes['note']}>
          For agents that do not choose their own. <a href="#/settings/providers">Change who answers</a>
        </p>
        {info.is_rehearsal && (
          <p className={classes['note']}>
            This is a rehearsal, not a language model: it speaks the greeting or the line quoted in each
            prompt, and chooses an edge by its label, condition and caller examples. It needs no key and no
            network.
          </p>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
