import type { SearchHit } from '#shared/bridge/versions.ts';

export const kindWords: Record<SearchHit['kind'], string> = {
  workflow: 'Agent',
  node: 'Node',
  edge: 'Edge',
  tool: 'Tool',
  note: 'Note',
  frame: 'Frame',
};

/** `transition_speech` → `transition speech`; names go without saying. */
export function fieldWords(field: string): string {
  return field === 'name' || field === 'label' || field === 'text' ? '' : field.replaceAll('_', ' ');
}
