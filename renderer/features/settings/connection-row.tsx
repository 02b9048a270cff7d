import { ActionIcon, Button, Loader, Menu, Modal } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconDots, IconPencil, IconTrash, IconX } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { ConnectionInfo, ConnectionTest } from '#shared/bridge/connections.ts';
import { bridge } from '../../bridge/index.ts';
import { showError } from '../../ui/toast.tsx';
import { presetName, stageNames } from '../providers/stages.ts';
import classes from './providers-settings.module.css';
import type { TestState } from './use-connection-tests.ts';

export interface ConnectionRowProps {
  connection: ConnectionInfo;
  test: TestState | null;
  onTest: () => void;
  onEdit: () => void;
}

export function ConnectionRow({ connection, test, onTest, onEdit }: ConnectionRowProps): ReactElement {
  const { name, stages, is_built_in: isBuiltIn, problem } = connection;
  const [isAsking, setIsAsking] = useState(false);
  // Once, where the test has said it too.
  const isToldByTest = test?.state === 'refused' && test.message === problem;
  const shownProblem = isToldByTest ? null : problem;
  return (
    <li className={classes['connection']}>
      <div className={classes['connectionHead']}>
        <div className={classes['connectionText']}>
          <div className={classes['connectionName']}>
            <span>{name}</span>
            {stages.map((stage) => (
              <span key={stage} className={classes['chip']}>
                {stageNames[stage]}
              </span>
            ))}
          </div>
          <div className={classes['connectionNote']} data-problem={shownProblem !== null}>
            {shownProblem !== null && <IconAlertTriangle size={13} aria-hidden />}
            <span>{shownProblem ?? stateText(connection)}</span>
          </div>
        </div>
        {!isBuiltIn && (
          <div className={classes['connectionActions']}>
            <Button
              variant="default"
              disabled={test?.state === 'running'}
              leftSection={test?.state === 'running' ? <Loader size={12} color="muted" /> : undefined}
              onClick={onTest}
            >
              {test?.state === 'running' ? 'Testing' : 'Test'}
            </Button>
            <ActionIcon aria-label={`Edit ${name}`} onClick={onEdit}>
              <IconPencil size={15} />
            </ActionIcon>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon aria-label={`More for ${name}`}>
                  <IconDots size={15} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {connection.key.from === 'store' && (
                  <Menu.Item
                    leftSection={<IconX size={14} />}
                    onClick={() => {
                      bridge.call('secrets.delete', { id: connection.id }).catch((thrown: unknown) => {
                        showError('The key was not forgotten', thrown);
                      });
                    }}
                  >
                    Forget its key
                  </Menu.Item>
                )}
                <Menu.Item
                  color="error"
                  leftSection={<IconTrash size={14} />}
                  onClick={() => {
                    setIsAsking(true);
                  }}
                >
                  Remove…
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </div>
        )}
      </div>
      {test !== null && test.state !== 'running' && <TestResults test={test} />}
      <RemoveDialog
        connection={connection}
        opened={isAsking}
        onClose={() => {
          setIsAsking(false);
        }}
      />
    </li>
  );
}

/** What it is and where its key comes from. */
function stateText({
  is_built_in: isBuiltIn,
  preset,
  base_url: address,
  region,
  key,
}: ConnectionInfo): string {
  if (isBuiltIn) return 'Comes with Parley. No account, no key, no network.';
  const where = address !== '' ? address : region !== null && region !== '' ? region : null;
  const source = {
    store: () =>
      key.from === 'store'
        ? `key entered ${new Date(key.set_at).toLocaleDateString(undefined, { dateStyle: 'medium' })}`
        : '',
    environment: () => (key.from === 'environment' ? `key from ${key.variable}` : ''),
    none: () => 'no key',
  }[key.from]();
  return [presetName(preset), where, source].filter((part) => part !== null).join(' · ');
}

function TestResults({ test }: { test: Exclude<TestState, { state: 'running' }> }): ReactElement {
  if (test.state === 'refused')
    return (
      <ul className={classes['results']} role="status">
        <li data-ok={false}>
          <IconAlertTriangle size={14} aria-hidden />
          <span>{test.message}</span>
        </li>
      </ul>
    );
  return (
    <ul className={classes['results']} role="status">
      {test.results.map((result) => (
        <li key={result.stage} data-ok={result.ok}>
          {result.ok ? <IconCheck size={14} aria-hidden /> : <IconAlertTriangle size={14} aria-hidden />}
          <span>
            <strong>{stageNames[result.stage]}</strong> {resultText(result)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function resultText({ ok, ms, problem }: ConnectionTest): string {
  if (ok || !problem) return `works, ${Math.round(ms).toLocaleString('en')} ms`;
  return `${problem.message} ${problem.fix}`;
}

function RemoveDialog(props: {
  connection: ConnectionInfo;
  opened: boolean;
  onClose: () => void;
}): ReactElement {
  const { id, name } = props.connection;
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={`Remove “${name}”?`} size={440}>
      <p className={classes['dialogText']}>
        Its key is deleted, too, and cannot be brought back. Agents that use it go on with the next in their
        chain, or say that it is missing.
      </p>
      <div className={classes['dialogActions']}>
        <Button variant="default" onClick={props.onClose}>
          Keep it
        </Button>
        <Button
          color="error"
          onClick={() => {
            props.onClose();
            bridge.call('connections.delete', { id }).catch((thrown: unknown) => {
              showError(`“${name}” was not removed`, thrown);
            });
          }}
        >
          Remove
        </Button>
      </div>
    </Modal>
  );
}
