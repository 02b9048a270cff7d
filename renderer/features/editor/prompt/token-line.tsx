/** How much of the model's attention a prompt takes, under its field. */
import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useEffectiveProviders } from '../../../stores/providers.ts';
import { useDocument } from '../editor-context.ts';
import { encodingOf, type ModelEncoding } from './tokens/encoding.ts';
import type { TokenCount } from './tokens/token-counter.ts';
import { useTokenCounts } from './tokens/use-token-counts.ts';
import classes from './prompt.module.css';

/** Of the model that would answer a call of this agent. */
export function useAnsweringModel(): { model: string | null; encoding: ModelEncoding } {
  const chains = useDocument().workflow_configurations?.providers;
  const stage = useEffectiveProviders(chains)?.llm;
  const choice = stage?.chain.find(({ problem }) => problem === null) ?? stage?.chain[0];
  const model = choice?.model ?? null;
  return { model, encoding: encodingOf(model) };
}

/** `1,204 tokens`; `about` where the model has a tokenizer of its own. */
export function tokensText({ tokens, isGuess }: TokenCount, { isExact }: ModelEncoding): string {
  const count = tokens.toLocaleString('en');
  return `${isExact && !isGuess ? '' : 'about '}${count} ${tokens === 1 ? 'token' : 'tokens'}`;
}

/** What the count is worth, in a sentence. */
export function countingText(model: string | null, { encoding, isExact }: ModelEncoding): string {
  if (isExact) return `Counted with ${encoding}, the encoding of ${model ?? 'the model'}.`;
  return `Counted with ${encoding}; ${model === null ? 'the model that answers' : model} has an encoding of its own, so it is near, not exact.`;
}

/** @param whole the global prompt with this one, as the model gets them; null where that is the same */
export function TokenLine({ text, whole }: { text: string; whole: string | null }): ReactElement | null {
  const { model, encoding } = useAnsweringModel();
  const [own, all] = useTokenCounts(whole === null ? [text] : [text, whole], encoding.encoding) ?? [];
  if (own === undefined) return <div className={classes['tokens']} aria-hidden />;
  return (
    <Tooltip
      multiline
      maw={300}
      label={`${countingText(model, encoding)} Placeholders count as they are written here; Preview counts what is sent.`}
    >
      <div className={classes['tokens']}>
        {tokensText(own, encoding)}
        {all !== undefined &&
          whole !== null &&
          ` · ${all.tokens.toLocaleString('en')} with the global prompt`}
      </div>
    </Tooltip>
  );
}
