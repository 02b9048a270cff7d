/** What a person is told of a file that became an agent. */

export const importFormats = ['parley', 'dograh', 'pipecat-flows', 'bundle'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** Something that came along but does not do here what it did there. */
export interface ImportNote {
  /** The node, edge or part meant, in words; null for the whole file. */
  place: string | null;
  message: string;
}
