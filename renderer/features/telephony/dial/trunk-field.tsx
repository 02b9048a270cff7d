/** Over which trunk, and with which number of ours. */
import { Button, Select } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { DialCheck, TrunkInfo } from '#shared/bridge/phone.ts';
import { formatRoute } from '../../../app/routes.ts';
import { useDial } from '../../../stores/dial.ts';
import { partyLine } from '../number-writing.ts';
import { placeOf, trunkWord, usageText } from './dial-words.ts';
import classes from './dial.module.css';

export interface TrunkFieldProps {
  trunks: readonly TrunkInfo[];
  /** Null: the first that may. */
  chosen: TrunkInfo | null;
  refusal: DialCheck['refusal'];
}

const anyTrunk = '';

export function TrunkField({ trunks, chosen, refusal }: TrunkFieldProps): ReactElement {
  const problem = refusal !== null && placeOf(refusal) === 'trunk' ? refusal.message : null;
  const only = trunks.length === 1 ? (trunks[0] ?? null) : null;
  const shown = chosen ?? only;
  return (
    <div>
      <Select
        label="Trunk"
        allowDeselect={false}
        leftSection={<IconRoute size={14} aria-hidden />}
        data={[
          ...(only === null ? [{ value: anyTrunk, label: 'The first that may dial it' }] : []),
          ...trunks.map(({ trunk }) => ({ value: trunk.id, label: trunk.name })),
        ]}
        renderOption={({ option }) => {
          const info = trunks.find(({ trunk }) => trunk.id === option.value);
          const word = info === undefined ? null : trunkWord(info.status.state);
          return (
            <span className={classes['option']}>
              <span>{option.label}</span>
              {word !== null && <span data-tone={word.tone}>{word.word}</span>}
            </span>
          );
        }}
        value={shown?.trunk.id ?? anyTrunk}
        onChange={(id) => {
          useDial.setState({ trunkId: id === null || id === anyTrunk ? null : id });
        }}
      />
      {problem !== null ? (
        <div className={classes['offer']} data-tone="error" role="status">
          <span className={classes['dot']} aria-hidden />
          <p>{problem}</p>
          <ToTrunks />
        </div>
      ) : (
        shown !== null && <TrunkState info={shown} />
      )}
    </div>
  );
}

function ToTrunks(): ReactElement {
  return (
    <Button
      component="a"
      variant="default"
      size="compact-xs"
      href={formatRoute({ screen: 'settings', section: 'trunks' })}
    >
      Trunks
    </Button>
  );
}

function TrunkState({ info }: { info: TrunkInfo }): ReactElement {
  const { word, tone } = trunkWord(info.status.state);
  if (info.status.state === 'failed' || info.status.state === 'disabled')
    return (
      <div className={classes['offer']} data-tone={info.status.state === 'failed' ? 'error' : 'muted'}>
        <span className={classes['dot']} aria-hidden />
        <p>
          {word}. {info.status.message}
        </p>
        <ToTrunks />
      </div>
    );
  return (
    <p className={classes['word']} data-tone={tone} title={info.status.message}>
      <span className={classes['dot']} aria-hidden />
      <span className={classes['name']}>{word}</span>
      <span className={classes['quiet']}>{usageText(info)}</span>
    </p>
  );
}

export function CallerIdField({ info }: { info: TrunkInfo }): ReactElement | null {
  const { id, caller_ids: callerIds } = info.trunk;
  const chosen = useDial((dial) => dial.callerIds[id]);
  if (callerIds.length === 0) return null;
  const value = chosen !== undefined && callerIds.includes(chosen) ? chosen : callerIds[0];
  return (
    <Select
      label="Number that is shown"
      allowDeselect={false}
      searchable={callerIds.length > 8}
      data={callerIds.map((number) => ({ value: number, label: partyLine(number) }))}
      value={value ?? null}
      onChange={(number) => {
        if (number !== null) useDial.setState((dial) => ({ callerIds: { ...dial.callerIds, [id]: number } }));
      }}
    />
  );
}
