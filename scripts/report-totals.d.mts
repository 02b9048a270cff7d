export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}
export function totalsOf(runner: 'vitest' | 'playwright', path: string, exitCode: number): Totals;
