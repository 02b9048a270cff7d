/** One trunk in the list: how it stands in words, what it has done today, and its switch. */
import { ActionIcon, Button, Loader, Switch, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { TrunkInfo } from '#shared/bridge/phone.ts';
import { trunkPreset } from '#shared/domain/trunk-presets.ts';
import { bridge } from '../../../bridge/index.ts';
import { testTrunk, useTrunkTest } from '../../../stores/trunk-tests.ts';
import { loadTrunks } from '../../../stores/trunks.ts';
import { plural } from '../../../ui/plural.ts';
import { showError, showUndo } from '../../../ui/toast.tsx';
import { trunkWord, usageText } from '../dial/dial-words.ts';
import { TestSteps } from './test-panel.tsx';
import classes from './trunks.module.css';

export function TrunkRow({ info, onEdit }: { info: TrunkInfo; onEdit: () => void }): ReactElement {
  const { trunk, status } = info;
  const test = useTrunkTest(trunk.id);
  const [isBusy, setBusy] = useState(false);
  const { word, tone } = trunkWord(status.state);
  const setEnabled = async (isEnabled: boolean): Promise<void> => {
    setBusy(true);
    try {
      await bridge.call('trunks.save', { trunk: { ...trunk, is_enabled: isEnabled } });
      await loadTrunks();
    } catch (thrown) {
      showError(`“${trunk.name}” was not switched ${isEnabled ? 'on' : 'off'}`, thrown);
    } finally {
      setBusy(false);
    }
  };
  const remove = async (): Promise<void> => {
    try {
      await bridge.call('trunks.delete', { id: trunk.id });
      await loadTrunks();
      const up = info.calls_up === 0 ? '' : ` ${plural(info.calls_up, 'call')} on it goes on to the end.`;
      showUndo(`“${trunk.name}” deleted.${up}`, async () => {
        await bridge.call('trunks.restore', { id: trunk.id });
        await loadTrunks();
      });
    } catch (thrown) {
      showError(`“${trunk.name}” was not deleted`, thrown);
    }
  };
  return (
    <li className={classes['row']}>
      <div className={classes['rowHead']}>
        <Tooltip label={trunk.is_enabled ? 'Switch off: no calls, not reachable' : 'Switch on'}>
          <Switch
            aria-label={`${trunk.name} is in use`}
            checked={trunk.is_enabled}
            disabled={isBusy}
            onChange={({ currentTarget }) => void setEnabled(currentTarget.checked)}
          />
        </Tooltip>
        <div className={classes['rowText']}>
          <div className={classes['rowName']}>
            {trunk.name}
            <span className={classes['chip']}>{trunkPreset(trunk.preset).name}</span>
            <span className={classes['status']} data-tone={tone}>
              <span className={classes['dot']} aria-hidden />
              {word}
            </span>
          </div>
          <div className={classes['rowNote']} data-problem={status.state === 'failed'}>
            {status.message}
          </div>
          <div className={classes['rowNote']}>
            {[
              trunk.username === '' ? trunk.server : `${trunk.username}@${trunk.server}`,
              info.calls_up === 0 ? null : `${plural(info.calls_up, 'call')} up`,
              usageText(info),
              trunk.inbound.is_enabled ? null : 'answers no calls',
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </div>
        </div>
        <Button
          variant="default"
          disabled={test?.isRunning === true}
          leftSection={test?.isRunning === true ? <Loader size={12} color="muted" /> : undefined}
          onClick={() => void testTrunk(trunk.id, false)}
        >
          {test?.isRunning === true ? 'Testing' : 'Test'}
        </Button>
        <Tooltip label="Edit">
          <ActionIcon aria-label={`Edit ${trunk.name}`} onClick={onEdit}>
            <IconPencil size={15} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Delete">
          <ActionIcon aria-label={`Delete ${trunk.name}`} onClick={() => void remove()}>
            <IconTrash size={15} />
          </ActionIcon>
        </Tooltip>
      </div>
      {test !== null && (
        <div className={classes['rowTest']}>
          <TestSteps test={test} />
        </div>
      )}
    </li>
  );
}
