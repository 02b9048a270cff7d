import type { Config } from './tool-kinds.ts';

/** What the fields of a kind are given. */
export interface KindFieldsProps {
  config: Config;
  /** Keys set to `undefined` are taken out. `undoKey` joins quick changes to one undo step; null for none. */
  set: (patch: Record<string, unknown>, undoKey: string | null) => void;
  problemOf: (field: string) => string | undefined;
}

export function textIn(config: Config, key: string): string {
  const value = config[key];
  return typeof value === 'string' ? value : '';
}
