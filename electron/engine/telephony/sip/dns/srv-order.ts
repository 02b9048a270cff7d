/** The order in which servers are tried, RFC 2782: lower priorities first, within one by chance according to weight. */
import type { SrvRecord } from './dns-port.ts';

/** @param fraction evenly from 0 up to, not including, 1 */
export function orderServers(records: readonly SrvRecord[], fraction: () => number): SrvRecord[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b);
  return priorities.flatMap((priority) =>
    byWeight(
      records.filter((record) => record.priority === priority),
      fraction,
    ),
  );
}

function byWeight(records: readonly SrvRecord[], fraction: () => number): SrvRecord[] {
  // Those of weight 0 stand first, so that they have a small chance beside weighty ones ("Usage rules", p. 4).
  const left = [...records].sort((a, b) => a.weight - b.weight);
  const ordered: SrvRecord[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0);
    const chosen = Math.floor(fraction() * (total + 1));
    let running = 0;
    const index = left.findIndex(({ weight }) => (running += weight) >= chosen);
    ordered.push(...left.splice(Math.max(index, 0), 1));
  }
  return ordered;
}
