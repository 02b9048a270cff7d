/** US dollars: unknown is said, never shown as nothing; small sums keep two digits that count. */
export function moneyText(usd: number | null): string {
  if (usd === null) return 'unknown';
  const digits = usd === 0 || usd >= 0.01 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toFixed(digits)}`;
}
