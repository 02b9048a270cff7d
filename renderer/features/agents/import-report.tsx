/** What became of imported files: opened, opened with problems, or refused and why. */
import { Button, Modal } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { formatRoute } from '../../app/routes.ts';
import { plural } from '../../ui/plural.ts';
import type { FileReport } from './agent-actions.ts';
import classes from './import-report.module.css';

const shownProblems = 50;

export function ImportReport({
  reports,
  onClose,
}: {
  reports: readonly FileReport[] | null;
  onClose: () => void;
}): ReactElement {
  return (
    <Modal opened={reports !== null} onClose={onClose} title="Import" size={620} centered>
      <ul className={classes['list']}>
        {(reports ?? []).map((report) => (
          <li key={report.fileName} className={classes['file']}>
            <Report report={report} />
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function Report({ report }: { report: FileReport }): ReactElement {
  if (report.kind === 'refused')
    return (
      <>
        <h3 className={classes['head']} data-kind="refused">
          <IconCircleX size={16} aria-hidden />
          {report.fileName} was not imported
        </h3>
        <p className={classes['reason']}>{report.reason}</p>
      </>
    );
  const { problems } = report;
  const Icon = problems.length === 0 ? IconCircleCheck : IconAlertTriangle;
  return (
    <>
      <h3 className={classes['head']} data-kind={problems.length === 0 ? 'fine' : 'problems'}>
        <Icon size={16} aria-hidden />
        <span>
          {report.name}
          {problems.length === 0
            ? ' is imported and can be called.'
            : ` is imported. Before it can be called, mend ${plural(problems.length, 'problem')}.`}
        </span>
        <Button
          component="a"
          href={formatRoute({ screen: 'agent', id: report.agentId })}
          variant="default"
          size="compact-xs"
        >
          Open
        </Button>
      </h3>
      {problems.length > 0 && (
        <ul className={classes['problems']}>
          {problems.slice(0, shownProblems).map((problem, index) => (
            <li key={index}>{problem.message}</li>
          ))}
          {problems.length > shownProblems && (
            <li>and {problems.length - shownProblems} more, listed in the editor</li>
          )}
        </ul>
      )}
    </>
  );
}
