/** The list of runs. */
import type { ReactElement } from 'react';

export function RunsScreen(): ReactElement {
  return <main aria-label="Runs" />;
}
