/** What a caller might say, held against the key words and patterns of a guard as it is typed. */
import { TextInput } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { GuardCondition } from '#shared/domain/guard.ts';
import { verdictOn } from './sentence-verdict.ts';
import classes from './guard.module.css';

export function TrySentence({ conditions }: { conditions: readonly GuardCondition[] }): ReactElement | null {
  const [sentence, setSentence] = useState('');
  if (!conditions.some(({ kind }) => kind === 'keyword' || kind === 'pattern')) return null;
  const verdicts =
    sentence.trim() === '' ? [] : conditions.flatMap((each) => verdictOn(each, sentence) ?? []);
  return (
    <div className={classes['try']}>
      <TextInput
        label="Try a sentence"
        placeholder="What a caller might say"
        value={sentence}
        onChange={(event) => {
          setSentence(event.currentTarget.value);
        }}
      />
      <ul className={classes['verdicts']} aria-live="polite">
        {verdicts.map(({ isHeld, words }, index) => (
          <li key={index} data-held={isHeld}>
            {isHeld ? <IconCheck size={13} aria-hidden /> : <IconMinus size={13} aria-hidden />}
            {words}
          </li>
        ))}
      </ul>
    </div>
  );
}
