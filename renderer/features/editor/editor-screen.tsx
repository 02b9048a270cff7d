import type { ReactElement } from 'react';
export function EditorScreen({ workflowId }: { workflowId: string }): ReactElement {
  return <main aria-label={workflowId} />;
}
