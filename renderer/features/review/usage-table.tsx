/** What the run used and what it cost. A price that is not known is said to be unknown. */
import type { ReactElement } from 'react';
import type { CostInfo, Run, UsageInfo } from '#shared/domain/run.ts';
import { formatDuration } from '../../ui/duration.ts';
import { moneyText } from './money.ts';
import classes from './review.module.css';

interface UsageLine {
  kind: CostInfo['lines'][number]['kind'];
  /** `provider|||model` */
  key: string;
  amount: string;
}

const kindWords: Record<UsageLine['kind'], string> = {
  llm: 'Model',
  tts: 'Voice',
  stt: 'Recognition',
  carrier: 'Carrier',
};

export function UsageTable({ run }: { run: Run }): ReactElement {
  const { usage_info: usage, cost_info: cost } = run;
  if (usage === null)
    return (
      <p className={classes['muted']}>
        {run.state === 'completed' ? 'No usage was written for this run.' : 'Counted when the run is over.'}
      </p>
    );
  return (
    <section className={classes['block']}>
      <div className={classes['blockHead']}>
        <h3>Usage and cost</h3>
      </div>
      <table className={classes['usage']}>
        <tbody>
          <tr>
            <th scope="row">Length</th>
            <td>{formatDuration(usage.call_duration_seconds * 1000)}</td>
            <td />
          </tr>
          {linesOf(usage).map((line) => (
            <tr key={`${line.kind} ${line.key}`}>
              <th scope="row">
                {kindWords[line.kind]}
                <span className={classes['provider']}>{providerText(line.key)}</span>
              </th>
              <td>{line.amount}</td>
              <td>{cost === null ? 'unknown' : moneyText(priceOf(cost, line))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              Total
            </th>
            <td>{moneyText(cost?.total_usd ?? null)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function linesOf(usage: UsageInfo): UsageLine[] {
  const count = (value: number): string => value.toLocaleString('en');
  return [
    ...Object.entries(usage.llm).map(([key, tokens]) => ({
      kind: 'llm' as const,
      key,
      amount: `${count(tokens.prompt_tokens)} in, ${count(tokens.completion_tokens)} out tokens`,
    })),
    ...Object.entries(usage.stt).map(([key, seconds]) => ({
      kind: 'stt' as const,
      key,
      amount: `${seconds.toFixed(1)} s heard`,
    })),
    ...Object.entries(usage.tts).map(([key, characters]) => ({
      kind: 'tts' as const,
      key,
      amount: `${count(characters)} characters`,
    })),
  ];
}

/** Null when any part of it has no known price, or none is listed. */
function priceOf(cost: CostInfo, { kind, key }: UsageLine): number | null {
  const lines = cost.lines.filter((line) => line.kind === kind && `${line.provider}|||${line.model}` === key);
  if (lines.length === 0) return null;
  return lines.reduce<number | null>((sum, { usd }) => (sum === null || usd === null ? null : sum + usd), 0);
}

/** The rehearsal is never passed off as a language model. */
function providerText(key: string): string {
  const [provider = '', model = ''] = key.split('|||');
  if (provider === 'rehearsal') return 'rehearsal, no language model';
  return model === '' || model === provider ? provider : `${provider} ${model}`;
}
