/** In the review of a run that was a branch of a text test: the talk goes on from its end, in the editor. */
import { Button } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { branchOriginSchema } from '#shared/bridge/text-tests.ts';
import type { Run } from '#shared/domain/run.ts';
import { formatRoute } from '../../app/routes.ts';
import { showDrawer } from '../editor/drawer/tab.ts';
import { resumeTest } from './test-store.ts';

export function ResumeTest({ run }: { run: Run }): ReactElement | null {
  if (typeof run.extra['test_id'] !== 'string') return null;
  const origin = branchOriginSchema.safeParse(run.extra['branch_of']);
  return (
    <>
      {origin.success && (
        <Button
          component="a"
          variant="subtle"
          color="muted"
          href={formatRoute({ screen: 'run', id: origin.data.run_id })}
          title="The run that its first turns are shared with"
        >
          Branch from turn {origin.data.after_turn + 1} on
        </Button>
      )}
      {run.is_completed && (
        <Button
          component="a"
          variant="default"
          leftSection={<IconMessages size={14} />}
          href={formatRoute({ screen: 'agent', id: run.workflow_id })}
          onClick={() => {
            showDrawer('tester');
            void resumeTest(run.workflow_id, run.id);
          }}
        >
          Go on in the tester
        </Button>
      )}
    </>
  );
}
