/** Commands that the open screen lends to the command palette. */
import { useEffect } from 'react';
import { create } from 'zustand';

export interface Command {
  id: string;
  label: string;
  /** Heading in the palette. */
  group: string;
  /** Second line or a shortcut. */
  hint?: string;
  /** More words by which it is found. */
  keywords?: string;
  run: () => void;
}

/** What can be found by typing. */
export type Findable = Pick<Command, 'label' | 'group' | 'hint' | 'keywords'>;

interface CommandStore {
  lent: ReadonlyMap<string, readonly Command[]>;
}

export const useCommandStore = create<CommandStore>()(() => ({ lent: new Map() }));

/** Lends commands for as long as the component is shown. `owner` names it; `commands` must keep its identity while unchanged. */
export function useCommands(owner: string, commands: readonly Command[]): void {
  useEffect(() => {
    useCommandStore.setState(({ lent }) => ({ lent: new Map(lent).set(owner, commands) }));
    return () => {
      useCommandStore.setState(({ lent }) => {
        const rest = new Map(lent);
        rest.delete(owner);
        return { lent: rest };
      });
    };
  }, [owner, commands]);
}

/**
 * The commands that match what was typed, best first: every word of the query must begin a word of the label,
 * hint or keywords (or occur inside one, which ranks lower). An empty query keeps the order given.
 */
export function matchCommands<T extends Findable>(commands: readonly T[], query: string): T[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [...commands];
  return commands
    .map((command, index) => ({ command, index, score: score(command, words) }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map((entry) => entry.command);
}

function score(command: Findable, words: readonly string[]): number {
  const label = command.label.toLowerCase();
  const rest = `${command.group} ${command.hint ?? ''} ${command.keywords ?? ''}`.toLowerCase();
  let total = 0;
  for (const word of words) {
    if (label.startsWith(word)) total += 8;
    else if (label.includes(` ${word}`)) total += 6;
    else if (label.includes(word)) total += 3;
    else if (` ${rest}`.includes(` ${word}`)) total += 2;
    else if (rest.includes(word)) total += 1;
    else return 0;
  }
  return total;
}
