/** What became of imported files: opened, opened with something to tell, or refused and why. */
import { Button, Modal, Progress } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { ImportFormat } from '#shared/exchange/import-note.ts';
import { formatRoute } from '../../app/routes.ts';
import { plural } from '../../ui/plural.ts';
import { useImports, type FileReport } from './import-files.ts';
import classes from './import-report.module.css';

const shownLines = 50;
/** A file that is here sooner needs no bar. */
const patienceMs = 300;

const formatWords: Record<ImportFormat, string> = {
  parley: 'Parley agent',
  dograh: 'Dograh workflow',
  'pipecat-flows': 'Pipecat flow',
  bundle: 'Agent bundle',
};

export function ImportReport(): ReactElement {
  const { running, reports } = useImports();
  const isSlow = useIsSlow(running !== null);
  return (
    <Modal
      opened={reports !== null || isSlow}
      onClose={() => {
        useImports.setState({ reports: null });
      }}
      withCloseButton={running === null}
      closeOnEscape={running === null}
      closeOnClickOutside={running === null}
      title="Import"
      size={680}
      centered
    >
      {running !== null && (
        <div role="status">
          <p className={classes['running']}>Reading {running.fileName} …</p>
          <Progress
            value={running.share * 100}
            animated={running.share >= 1}
            aria-label={`Reading ${running.fileName}`}
          />
        </div>
      )}
      {running === null && (
        <ul className={classes['list']}>
          {(reports ?? []).map((report, index) => (
            <li key={index} className={classes['file']}>
              <Report report={report} />
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}

function useIsSlow(isRunning: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setTimeout(() => {
      setSlow(true);
    }, patienceMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isRunning]);
  return isSlow;
}

function Report({ report }: { report: FileReport }): ReactElement {
  if (report.kind === 'refused')
    return (
      <>
        <h3 className={classes['head']} data-kind="refused">
          <IconCircleX size={16} aria-hidden />
          <span>{report.fileName} was not imported</span>
        </h3>
        <p className={classes['reason']}>{report.reason} Nothing was saved.</p>
      </>
    );
  const { problems, notes, hints } = report;
  const isFine = problems.length === 0;
  const Icon = isFine ? IconCircleCheck : IconAlertTriangle;
  return (
    <>
      <h3 className={classes['head']} data-kind={isFine ? 'fine' : 'problems'}>
        <Icon size={16} aria-hidden />
        <span>
          {report.name}
          {isFine
            ? ' is imported and can be called.'
            : ` is imported. Before it can be called, mend ${plural(problems.length, 'problem')}.`}
        </span>
        <Button
          component="a"
          href={formatRoute({ screen: 'agent', id: report.agentId })}
          onClick={() => {
            useImports.setState({ reports: null });
          }}
          variant="default"
          size="compact-xs"
        >
          Open
        </Button>
      </h3>
      <p className={classes['kind']}>
        {formatWords[report.format]} · {report.fileName}
      </p>
      <Lines
        title="To mend"
        kind="problems"
        lines={problems.map(({ message }) => ({ place: null, message }))}
      />
      <Lines title="Came along, but not in full" kind="notes" lines={notes} />
      {hints.length > 0 && (
        <p className={classes['hints']}>
          <IconInfoCircle size={14} aria-hidden />
          {plural(hints.length, 'hint')} in the editor, which forbid nothing.
        </p>
      )}
    </>
  );
}

function Lines({
  title,
  kind,
  lines,
}: {
  title: string;
  kind: 'problems' | 'notes';
  lines: readonly { place: string | null; message: string }[];
}): ReactElement | null {
  if (lines.length === 0) return null;
  return (
    <section className={classes['section']} data-kind={kind} aria-label={title}>
      <h4>
        {title} <span>{lines.length}</span>
      </h4>
      <ul>
        {lines.slice(0, shownLines).map(({ place, message }, index) => (
          <li key={index}>
            {place !== null && <strong>{place}: </strong>}
            {message}
          </li>
        ))}
        {lines.length > shownLines && <li>and {lines.length - shownLines} more</li>}
      </ul>
    </section>
  );
}
