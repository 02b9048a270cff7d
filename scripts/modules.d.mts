export function modulesFulfil(
  wanted: object | null,
  installed: object | null,
  platform?: string,
  arch?: string,
): boolean;
