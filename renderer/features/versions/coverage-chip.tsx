/** In the corner of the canvas while it shows how often runs came by: the sum, and the way to what is missing. */
import { ActionIcon, Button } from '@mantine/core';
import { IconChartDots, IconX } from '@tabler/icons-react';
import { Panel } from '@xyflow/react';
import { useMemo, type ReactElement } from 'react';
import type { Coverage } from '#shared/bridge/versions.ts';
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import { setPanelOpen } from '../../stores/layout.ts';
import { showDrawer } from '../editor/drawer/tab.ts';
import { coveragePanel } from './coverage-panel.ts';
import { coverageSummary, coverageWords } from './coverage-summary.ts';
import classes from './versions.module.css';

export function CoverageChip({
  document,
  coverage,
}: {
  document: WorkflowDocument;
  coverage: Coverage;
}): ReactElement {
  const summary = useMemo(() => coverageSummary(document, coverage), [document, coverage]);
  return (
    <Panel position="top-right">
      <div className={classes['coverage']} role="status">
        <IconChartDots size={15} aria-hidden />
        <span>{summary.runCount === 0 ? 'No run has acted like this yet' : coverageWords(summary)}</span>
        {summary.missed.length > 0 && summary.runCount > 0 && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              showDrawer('versions');
            }}
          >
            What is missing
          </Button>
        )}
        <ActionIcon
          size={22}
          aria-label="Hide how often runs came by"
          onClick={() => {
            setPanelOpen(coveragePanel, false);
          }}
        >
          <IconX size={13} />
        </ActionIcon>
      </div>
    </Panel>
  );
}
