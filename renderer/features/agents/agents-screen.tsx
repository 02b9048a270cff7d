import type { ReactElement } from 'react';
export function AgentsScreen(): ReactElement {
  return <main aria-label="Agents" />;
}
