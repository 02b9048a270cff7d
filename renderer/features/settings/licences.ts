/** The licences of what Parley carries, read from the table that is kept with their texts. */

export interface Licence {
  /** What it is. */
  what: string;
  /** Package by which it came. */
  source: string;
  licence: string;
  /** Name of the file with the text. */
  file: string;
}

const rowPattern = /^\|([^|]+)\|([^|]+)\|([^|]+)\|\s*\[[^\]]*\]\(([^)]+)\)\s*\|$/;

/** The rows of a markdown table whose last column links to a text. */
export function parseLicences(markdown: string): Licence[] {
  return markdown.split('\n').flatMap((line): Licence[] => {
    const [, what, source, licence, file] = rowPattern.exec(line.trim()) ?? [];
    if (what === undefined || source === undefined || licence === undefined || file === undefined) return [];
    return [{ what: what.trim(), source: source.trim(), licence: licence.trim(), file }];
  });
}

const tables = import.meta.glob<string>('../../../resources/licences/README.md', {
  query: '?raw',
  import: 'default',
});
const texts = import.meta.glob<string>('../../../resources/licences/*.txt', {
  query: '?raw',
  import: 'default',
});

export async function loadLicences(): Promise<Licence[]> {
  const [load] = Object.values(tables);
  return load ? parseLicences(await load()) : [];
}

export async function loadLicenceText(file: string): Promise<string> {
  const load = texts[`../../../resources/licences/${file}`];
  if (!load) throw new Error(`The licence text ${file} is not part of this build.`);
  return load();
}
