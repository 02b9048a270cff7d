import { exportAgent, exportKinds, type ExportKind } from '../../agents/export/export-agent.ts';
import type { EditorAction } from './action.ts';

const labels: Record<ExportKind, string> = {
  json: 'Export this agent as JSON',
  bundle: 'Export this agent as a bundle',
  svg: 'Save a picture of this agent as SVG',
  png: 'Save a picture of this agent as PNG',
  outline: 'Save the outline of this agent as Markdown',
  'copy-outline': 'Copy the outline of this agent',
};

export const exportActions: readonly EditorAction[] = exportKinds.map((kind) => ({
  id: kind === 'json' ? 'export' : `export-${kind}`,
  label: labels[kind],
  group: 'Agent',
  keywords: 'download save file share',
  run: ({ editor, workflowId }) => {
    const { name, document } = editor.store.getState().history.present;
    void exportAgent(kind, { id: workflowId, name, document, flush: editor.flush });
  },
}));
