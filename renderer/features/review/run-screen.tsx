/** One run, replayed. */
import type { ReactElement } from 'react';

export function RunScreen({ runId }: { runId: string }): ReactElement {
  return <main aria-label={`Run ${runId}`} />;
}
