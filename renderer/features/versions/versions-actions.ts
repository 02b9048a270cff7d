import { setPanelOpen, useLayout } from '../../stores/layout.ts';
import { showDrawer, toggleDrawer } from '../editor/drawer/tab.ts';
import { say } from '../editor/canvas-edits.ts';
import type { EditorAction } from '../editor/actions/action.ts';
import { coveragePanel } from './coverage-panel.ts';
import { nextChangeKey, previousChangeKey, useCurrentChange } from './current-change.ts';
import {
  backToDraft,
  draftSide,
  lookAtVersion,
  lookOf,
  setPublishing,
  useVersionsStore,
} from './versions-store.ts';
import { latestPublished } from './use-versions.ts';
import { versionKey } from './version-name.ts';

const tab = 'versions';

/** Compares the draft with what is published when nothing is compared yet. */
function step(workflowId: string, by: 1 | -1): void {
  const go = useCurrentChange.getState().step;
  if (go !== null) go(by);
  else compareWithPublished(workflowId);
}

function compareWithPublished(workflowId: string): void {
  const latest = latestPublished(useVersionsStore.getState().lists[workflowId] ?? []);
  showDrawer(tab);
  if (latest === null) say('Publish the agent first: there is no version yet to compare the draft with.');
  else if (lookOf(workflowId) === null) lookAtVersion(workflowId, versionKey(latest), draftSide);
}

export const versionsActions: readonly EditorAction[] = [
  {
    id: 'publish',
    label: 'Publish this agent',
    group: 'Agent',
    keys: ['alt+P'],
    inFields: true,
    keywords: 'version release deploy note',
    run: () => {
      setPublishing(true);
    },
  },
  {
    id: 'versions',
    label: 'Show or hide the versions',
    group: 'Agent',
    keys: ['alt+R'],
    keywords: 'revisions history diff compare restore',
    run: () => {
      toggleDrawer(tab);
    },
  },
  {
    id: 'compare-published',
    label: 'Compare the draft with what is published',
    group: 'Agent',
    keywords: 'diff versions changes',
    run: ({ workflowId }) => {
      compareWithPublished(workflowId);
    },
  },
  {
    id: 'next-change',
    label: 'Go to the next change between versions',
    group: 'Go',
    keys: [nextChangeKey],
    keywords: 'diff compare',
    run: ({ workflowId }) => {
      step(workflowId, 1);
    },
  },
  {
    id: 'previous-change',
    label: 'Go to the previous change between versions',
    group: 'Go',
    keys: [previousChangeKey],
    keywords: 'diff compare',
    run: ({ workflowId }) => {
      step(workflowId, -1);
    },
  },
  {
    id: 'back-to-draft',
    label: 'Back from a version to the draft',
    group: 'Agent',
    keys: ['Escape'],
    onCanvas: true,
    when: ({ workflowId }) => lookOf(workflowId) !== null,
    run: backToDraft,
  },
  {
    id: 'coverage',
    label: 'Show or hide how often runs came by',
    group: 'View',
    keys: ['alt+C'],
    keywords: 'coverage counts exercised tests',
    run: () => {
      setPanelOpen(coveragePanel, useLayout.getState().open[coveragePanel] !== true);
    },
  },
];

/** What may be done while the canvas shows a version: nothing that would change a draft that nobody sees. */
const whileLooking = new Set(['undo', 'redo', 'next-change', 'previous-change']);

export const isForDraftOnly = ({ id, group }: EditorAction): boolean =>
  !whileLooking.has(id) && group !== 'View' && group !== 'Agent';
