/** A whole list of numbers: pasted, or out of a CSV file. What was refused is told, to be mended and tried again. */
import { Button, CopyButton, Modal, Progress, Textarea, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconFileUpload } from '@tabler/icons-react';
import { useRef, useState, type ReactElement } from 'react';
import { bridge } from '../../../bridge/index.ts';
import { useHomeCountry } from '../../../stores/trunks.ts';
import { errorText } from '../../../ui/error-text.ts';
import { plural } from '../../../ui/plural.ts';
import { CountrySelect } from './country-select.tsx';
import { portionsOf } from './number-lines.ts';
import { longestTyped, useNumberList } from './use-number-list.ts';
import classes from './do-not-call.module.css';

/** A file with more is no list of numbers. */
const largestFileBytes = 20_000_000;
/** So many go in one request: the bar moves, and Stop is heard. */
const portion = 2000;
/** Of the refused, so many are shown; copying takes all. */
const mostShown = 1000;

interface Result {
  added: number;
  known: number;
  refused: readonly string[];
  /** Numbers that were not sent because the person stopped or the studio failed. */
  left: number;
  failure: string | null;
}

export function ImportDialog({ onClose }: { onClose: () => void }): ReactElement {
  const home = useHomeCountry();
  const [text, setText] = useState('');
  const [fileName, setFileName] = useState<string | null>(null);
  const [country, setCountry] = useState<string | null>(home);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [doneShare, setDoneShare] = useState<number | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const stop = useRef<AbortController | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const found = useNumberList(text);
  const isLong = text.length > longestTyped;
  const read = async (file: File): Promise<void> => {
    if (file.size > largestFileBytes) {
      setProblem(`${file.name} is larger than 20 MB: that is no list of numbers.`);
      return;
    }
    setProblem(null);
    setText(await file.text());
    setFileName(file.name);
  };
  const run = async (): Promise<void> => {
    if (found === null) return;
    const { numbers } = found;
    const refused: string[] = [];
    const sum: Result = { added: 0, known: 0, refused, left: 0, failure: null };
    let sent = 0;
    const controller = new AbortController();
    stop.current = controller;
    setDoneShare(0);
    for (const part of portionsOf(numbers, portion)) {
      if (controller.signal.aborted) break;
      try {
        const answer = await bridge.call('do-not-call.add', {
          numbers: part,
          country,
          reason: reason.trim(),
        });
        sum.added += answer.added;
        sum.known += answer.known;
        refused.push(...answer.refused);
      } catch (thrown) {
        sum.failure = errorText(thrown);
        break;
      }
      sent += part.length;
      setDoneShare(sent / numbers.length);
    }
    setDoneShare(null);
    setResult({ ...sum, left: numbers.length - sent });
  };
  return (
    <Modal opened onClose={onClose} title="Import numbers that are not to be called" size={560}>
      {result !== null ? (
        <Outcome
          result={result}
          onClose={onClose}
          onMend={() => {
            setText(result.refused.join('\n'));
            setFileName(null);
            setResult(null);
          }}
        />
      ) : (
        <div className={classes['form']}>
          {isLong ? (
            <LongList
              name={fileName ?? 'the list'}
              text={text}
              isBusy={doneShare !== null}
              onDrop={() => {
                setText('');
                setFileName(null);
              }}
            />
          ) : (
            <Textarea
              label="Numbers"
              description="One a line, or a table whose column of numbers is found. Paste, or choose a file."
              placeholder={'+49 30 123456\n+1 212 555 0123'}
              data-autofocus
              rows={9}
              classNames={{ input: classes['mono'] ?? '' }}
              value={text}
              error={problem}
              onChange={({ currentTarget }) => {
                setText(currentTarget.value);
                setFileName(null);
              }}
              onPaste={(event) => {
                const pasted = event.clipboardData.getData('text');
                if (pasted.length <= longestTyped) return;
                event.preventDefault();
                setText(pasted);
                setFileName('the clipboard');
              }}
              onDragOver={(event) => {
                event.preventDefault();
              }}
              onDrop={(event) => {
                const [file] = event.dataTransfer.files;
                if (file === undefined) return;
                event.preventDefault();
                void read(file);
              }}
            />
          )}
          <div className={classes['found']} role="status">
            <span>
              {text.trim() === ''
                ? 'Nothing pasted yet'
                : found === null
                  ? 'Looking for numbers…'
                  : [
                      `${plural(found.numbers.length, 'number')}${fileName === null ? '' : ` in ${fileName}`}`,
                      ...(found.skipped.length === 0
                        ? []
                        : [`${plural(found.skipped.length, 'line')} without: “${found.skipped[0] ?? ''}”`]),
                    ].join(' · ')}
            </span>
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconFileUpload size={13} />}
              onClick={() => picker.current?.click()}
            >
              Choose a file
            </Button>
            <input
              ref={picker}
              type="file"
              hidden
              accept=".csv,.txt,.tsv,text/csv,text/plain"
              onChange={({ currentTarget }) => {
                const file = currentTarget.files?.[0];
                currentTarget.value = '';
                if (file !== undefined) void read(file);
              }}
            />
          </div>
          <CountrySelect
            label="Country of numbers without +"
            description="Without one, they are refused."
            value={country}
            onChange={setCountry}
          />
          <TextInput
            label="Reason"
            placeholder="Asked not to be called, November 2026"
            maxLength={200}
            value={reason}
            onChange={({ currentTarget }) => {
              setReason(currentTarget.value);
            }}
          />
          {doneShare !== null && (
            <Progress value={doneShare * 100} aria-label="Share that is imported" transitionDuration={100} />
          )}
          <div className={classes['buttons']}>
            {doneShare === null ? (
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
            ) : (
              <Button
                variant="default"
                onClick={() => {
                  stop.current?.abort();
                }}
              >
                Stop
              </Button>
            )}
            <Button
              disabled={found === null || found.numbers.length === 0}
              loading={doneShare !== null}
              onClick={() => void run()}
            >
              Import {plural(found?.numbers.length ?? 0, 'number')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

/** Instead of the field: a list that nobody reads line by line. */
function LongList(props: { name: string; text: string; isBusy: boolean; onDrop: () => void }): ReactElement {
  return (
    <div className={classes['long']} role="group" aria-label="Numbers">
      <span>
        <strong>{props.name}</strong>
        <span className={classes['note']}>Too long to be shown here. It begins:</span>
      </span>
      <Button variant="default" size="compact-xs" disabled={props.isBusy} onClick={props.onDrop}>
        Take another
      </Button>
      <pre>{props.text.slice(0, 400).split('\n', 4).join('\n')}</pre>
    </div>
  );
}

function Outcome(props: { result: Result; onClose: () => void; onMend: () => void }): ReactElement {
  const { added, known, refused, left, failure } = props.result;
  const text = refused.join('\n');
  return (
    <div className={classes['form']}>
      <p className={classes['outcome']} role="status">
        {plural(added, 'number')} added{known > 0 && `, ${known.toLocaleString('en')} on the list already`}
        {refused.length > 0 && `, ${refused.length.toLocaleString('en')} refused`}
        {left > 0 && `, ${left.toLocaleString('en')} not sent`}.
      </p>
      {failure !== null && (
        <p className={classes['problem']} role="alert">
          {failure} What was added stays; import again for the rest, known numbers do no harm.
        </p>
      )}
      {refused.length > 0 && (
        <>
          <p className={classes['note']}>
            These are no telephone numbers, or lack their country. They were not added:
          </p>
          <pre className={classes['refused']} tabIndex={0}>
            {refused.slice(0, mostShown).join('\n')}
            {refused.length > mostShown && `\n… and ${plural(refused.length - mostShown, 'other')}`}
          </pre>
        </>
      )}
      <div className={classes['buttons']}>
        {refused.length > 0 && (
          <>
            <CopyButton value={text}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                  onClick={copy}
                >
                  {copied ? 'Copied' : 'Copy them'}
                </Button>
              )}
            </CopyButton>
            {text.length <= longestTyped && (
              <Button variant="default" onClick={props.onMend}>
                Mend them here
              </Button>
            )}
          </>
        )}
        <Button onClick={props.onClose} data-autofocus>
          Done
        </Button>
      </div>
    </div>
  );
}
