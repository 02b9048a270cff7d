/** Test trunk: six steps from the name of the server to a call, each in words as it comes. */
import { Button, Checkbox, Loader, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconMinus } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { TrunkTestStep } from '#shared/domain/trunk.ts';
import { stopTrunkTest, useTrunkTest, type ShownStep, type TrunkTest } from '../../../stores/trunk-tests.ts';
import { spanText } from '../../call/conversation/spoken-time.ts';
import classes from './trunks.module.css';

const stepNames: Record<TrunkTestStep['step'], string> = {
  dns: 'Find the server',
  connect: 'Connect',
  tls: 'Encrypt',
  register: 'Register',
  options: 'Ask whether it is there',
  call: 'Call',
};

export function TestSteps({ test }: { test: TrunkTest }): ReactElement {
  return (
    <>
      {(test.failure === null || test.steps.some(({ outcome }) => outcome !== 'waiting')) && (
        <ol className={classes['steps']} aria-label="Steps of the test" aria-live="polite">
          {test.steps.map((step) => (
            <li key={step.step} data-outcome={step.outcome}>
              <StepIcon step={step} />
              <span>
                <strong>{stepNames[step.step]}</strong>
                {step.outcome !== 'waiting' && (
                  <>
                    {' '}
                    {step.message}
                    {step.duration_ms !== null && step.outcome === 'passed' && (
                      <span className={classes['quiet']}> {spanText(step.duration_ms)}</span>
                    )}
                    {step.advice !== null && <span className={classes['advice']}>{step.advice}</span>}
                  </>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      {test.failure !== null && (
        <p className={classes['problem']} role="alert">
          {test.failure}
        </p>
      )}
    </>
  );
}

function StepIcon({ step }: { step: ShownStep }): ReactElement {
  switch (step.outcome) {
    case 'waiting':
      return <IconCircleDashed size={15} aria-label="waiting" />;
    case 'running':
      return <Loader size={14} color="muted" aria-label="running" />;
    case 'passed':
      return <IconCheck size={15} aria-label="passed" />;
    case 'failed':
      return <IconAlertTriangle size={15} aria-label="failed" />;
    case 'skipped':
      return <IconMinus size={15} aria-label="skipped" />;
  }
}

export interface TestPanelProps {
  /** Empty while the trunk has never been saved. */
  trunkId: string;
  echoNumber: string | null;
  onEchoNumber: (number: string | null) => void;
  /** Saves what is not saved yet, then tests; null while something has to be mended first. */
  onTest: ((withCall: boolean) => void) | null;
  isChanged: boolean;
}

export function TestPanel(props: TestPanelProps): ReactElement {
  const { trunkId, echoNumber, onEchoNumber, onTest, isChanged } = props;
  const test = useTrunkTest(trunkId);
  const [withCall, setWithCall] = useState(false);
  return (
    <section className={classes['test']} aria-label="Test">
      <h3>Test</h3>
      <p className={classes['note']}>
        Walks from the name of the server to a call, and says what to change where it stops.
      </p>
      <TextInput
        label="Number that answers"
        description="An echo or time service: called by the test, at the price of a call."
        placeholder="None: the test ends before the call"
        maxLength={120}
        value={echoNumber ?? ''}
        onChange={({ currentTarget }) => {
          onEchoNumber(currentTarget.value === '' ? null : currentTarget.value);
        }}
      />
      {echoNumber !== null && (
        <Checkbox
          label="Call it in the test"
          checked={withCall}
          onChange={({ currentTarget }) => {
            setWithCall(currentTarget.checked);
          }}
        />
      )}
      <div className={classes['testButtons']}>
        <Button
          variant="default"
          disabled={onTest === null}
          loading={test?.isRunning === true}
          onClick={() => onTest?.(withCall && echoNumber !== null)}
        >
          {isChanged ? 'Save and test' : 'Test'}
        </Button>
        {test?.isRunning === true && (
          <Button variant="subtle" color="muted" onClick={() => void stopTrunkTest(trunkId)}>
            Stop
          </Button>
        )}
      </div>
      {test !== null && <TestSteps test={test} />}
    </section>
  );
}
