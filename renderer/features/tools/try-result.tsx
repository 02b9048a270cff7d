/** What came of a try: the problem and its way out, the request as sent, the answer, and what the model would be told. */
import { Button, CopyButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy, IconVolume } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import type { HttpTry, ToolTry, TransferTry } from '#shared/bridge/tools.ts';
import classes from './tools.module.css';

export function TryResult({ result }: { result: ToolTry }): ReactElement {
  if (result.kind === 'http') return <HttpResult result={result} />;
  if (result.kind === 'transfer_call') return <TransferResult result={result} />;
  return (
    <div className={classes['result']}>
      <Said speech={result.speech} recordingId={result.recording_id} what="Before it hangs up" />
      <p className={classes['fact']}>
        Disposition <code>{result.disposition}</code>
      </p>
    </div>
  );
}

function TransferResult({ result }: { result: TransferTry }): ReactElement {
  const { destination, problem, message, whisper, speech, recording_id: recordingId, told } = result;
  return (
    <div className={classes['result']}>
      {problem !== null && (
        <div className={classes['trouble']}>
          <strong>{problem}</strong>
        </div>
      )}
      <Said speech={speech} recordingId={recordingId} what="Said at once" />
      <Said speech={message === '' ? null : message} recordingId={null} what="Said before connecting" />
      {destination !== null && (
        <p className={classes['fact']}>
          Would call <code>{destination}</code>
        </p>
      )}
      <Said speech={whisper === '' ? null : whisper} recordingId={null} what="Said to whoever answers" />
      {problem !== null && (
        <Part title="The model is told" isOpen>
          <pre>{JSON.stringify(told, null, 2)}</pre>
        </Part>
      )}
    </div>
  );
}

function HttpResult({ result }: { result: HttpTry }): ReactElement {
  const { request, answer, problem, told, duration_ms: ms } = result;
  const isGood = answer !== null && answer.status_code >= 200 && answer.status_code < 300;
  return (
    <div className={classes['result']}>
      {result.is_stopped && <p className={classes['fact']}>Stopped before the answer was there.</p>}
      {answer !== null && (
        <p className={classes['status']} data-good={isGood}>
          {isGood ? <IconCheck size={15} aria-hidden /> : <IconAlertTriangle size={15} aria-hidden />}
          <strong>
            {answer.status_code} {answer.status_text}
          </strong>
          <span>{ms.toLocaleString('en')} ms</span>
        </p>
      )}
      {problem !== null && (
        <div className={classes['trouble']} data-mild={isGood}>
          <strong>{problem.message}</strong>
          <span>{problem.fix}</span>
        </div>
      )}
      <Said speech={result.speech} recordingId={result.recording_id} what="Said meanwhile" />
      {answer !== null && (
        <Part title="Answer" isOpen>
          <pre>{answer.is_json ? pretty(answer.body) : answer.body || 'Empty.'}</pre>
          {answer.is_cut && <p className={classes['note']}>Only the beginning was read.</p>}
          <Headers headers={answer.headers} />
        </Part>
      )}
      <Part title="The model is told" isOpen={answer === null}>
        <pre>{JSON.stringify(told, null, 2)}</pre>
      </Part>
      {request !== null && (
        <Part
          title="Request as sent"
          isOpen={!isGood}
          action={
            <CopyButton value={request.curl}>
              {({ copied, copy }) => (
                <Button
                  size="compact-xs"
                  variant="default"
                  leftSection={copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
                  onClick={copy}
                >
                  {copied ? 'Copied' : 'Copy as curl'}
                </Button>
              )}
            </CopyButton>
          }
        >
          <pre>
            {request.method} {request.url}
          </pre>
          <Headers headers={request.headers} />
          {request.body !== null && <pre>{pretty(request.body)}</pre>}
        </Part>
      )}
    </div>
  );
}

function Said(props: {
  speech: string | null;
  recordingId: string | null;
  what: string;
}): ReactElement | null {
  const { speech, recordingId, what } = props;
  if (speech === null && recordingId === null)
    return what === 'Before it hangs up' ? <p className={classes['fact']}>{what}: nothing is said.</p> : null;
  return (
    <p className={classes['fact']}>
      <IconVolume size={14} aria-hidden />
      <span>
        {what}: {recordingId === null ? `“${speech ?? ''}”` : `the recording ${recordingId}`}
      </span>
    </p>
  );
}

function Part(props: {
  title: string;
  isOpen: boolean;
  action?: ReactNode;
  children: ReactNode;
}): ReactElement {
  return (
    <details className={classes['partOf']} open={props.isOpen}>
      <summary>{props.title}</summary>
      {props.action}
      {props.children}
    </details>
  );
}

function Headers({ headers }: { headers: readonly { name: string; value: string }[] }): ReactElement | null {
  if (headers.length === 0) return null;
  return (
    <dl className={classes['headers']}>
      {headers.map(({ name, value }, index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
