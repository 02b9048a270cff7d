/** The head of a test: who answers, which branch, and what is done with the whole of it. */
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowsSplit2,
  IconCheck,
  IconChevronDown,
  IconExternalLink,
  IconPhoneOff,
  IconRestore,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { TestBranch } from '#shared/bridge/text-tests.ts';
import { formatRoute } from '../../app/routes.ts';
import { plural } from '../../ui/plural.ts';
import { useDocument } from '../editor/editor-context.ts';
import { dispositionText } from '../runs/outcome.ts';
import { isOutdated } from './is-outdated.ts';
import { isAnswering, shownCourse, type TestSession } from './test-session.ts';
import { closeTest, lookAt, putAway, rewindTo, type Draft } from './test-store.ts';
import classes from './tester.module.css';

export interface TesterBarProps {
  workflowId: string;
  session: TestSession;
  draft: Draft;
}

export function TesterBar({ workflowId, session, draft }: TesterBarProps): ReactElement {
  const { state } = session;
  const course = shownCourse(session);
  const isClosed = state.phase === 'closed';
  return (
    <div className={classes['bar']}>
      <BranchMenu workflowId={workflowId} session={session} />
      <span className={classes['model']} title={state.model}>
        {state.is_rehearsal ? 'Rehearsal, no language model' : state.model}
      </span>
      <DraftNotice workflowId={workflowId} session={session} draft={draft} />
      <span className={classes['barRight']}>
        <Tooltip label="Open this branch as a run">
          <ActionIcon
            component="a"
            aria-label="Open this branch as a run"
            href={formatRoute({ screen: 'run', id: course.runId })}
          >
            <IconExternalLink size={15} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Start over from the opening">
          <ActionIcon
            aria-label="Start over"
            disabled={isClosed}
            onClick={() => void rewindTo(workflowId, draft, null)}
          >
            <IconRestore size={15} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Hang up and end the test; its branches stay in the runs">
          <ActionIcon
            aria-label="End the test"
            onClick={() => {
              if (isClosed) putAway(workflowId);
              else void closeTest(workflowId);
            }}
          >
            <IconPhoneOff size={15} />
          </ActionIcon>
        </Tooltip>
      </span>
    </div>
  );
}

function BranchMenu({ workflowId, session }: Pick<TesterBarProps, 'workflowId' | 'session'>): ReactElement {
  const { branches, run_id: open } = session.state;
  const shown = shownCourse(session).runId;
  const at = branches.findIndex(({ run_id: id }) => id === shown);
  return (
    <Menu position="top-start" width={340}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          disabled={branches.length < 2}
          leftSection={<IconArrowsSplit2 size={14} />}
          rightSection={branches.length < 2 ? null : <IconChevronDown size={12} />}
        >
          {branches.length < 2 ? 'One branch' : `Branch ${at + 1} of ${branches.length}`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {branches.map((branch, index) => (
          <Menu.Item
            key={branch.run_id}
            leftSection={
              <IconCheck size={14} style={{ visibility: branch.run_id === shown ? 'visible' : 'hidden' }} />
            }
            onClick={() => void lookAt(workflowId, branch.run_id)}
          >
            <span className={classes['branchName']}>
              {index + 1}. {branch.last_line === '' ? 'Opening only' : `“${branch.last_line}”`}
            </span>
            <span className={classes['branchNote']}>{noteOf(branch, branch.run_id === open)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function noteOf({ turn_count: turns, branch_of: origin, disposition }: TestBranch, isOpen: boolean): string {
  const from = origin === null ? '' : `, its own from turn ${origin.after_turn + 1} on`;
  const end = isOpen && disposition === null ? 'goes on' : dispositionText(disposition ?? '');
  return `${plural(turns, 'turn')}${from} · ${end}`;
}

/** The draft is not the one that the open run was begun with. */
function DraftNotice({ workflowId, session, draft }: TesterBarProps): ReactElement | null {
  const document = useDocument();
  const newest = session.course.turns.at(-1);
  if (
    session.looked ||
    !newest ||
    session.state.phase === 'closed' ||
    !isOutdated(session.document, document)
  )
    return null;
  const isOver = session.state.phase === 'ended';
  return (
    <Button
      size="compact-sm"
      variant="light"
      color="transition"
      disabled={isAnswering(session)}
      title="This run keeps the draft that it was begun with."
      onClick={() => void rewindTo(workflowId, draft, isOver ? Math.max(0, newest.turn - 1) : newest.turn)}
    >
      The draft has changed: go on with it
    </Button>
  );
}
