import { readFileSync, existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseLicences } from './licences.ts';

const folder = new URL('../../../resources/licences/', import.meta.url);

test('every licence of the table is listed, and its text is there', () => {
  const table = readFileSync(new URL('README.md', folder), 'utf8');
  const licences = parseLicences(table);
  const links = [...table.matchAll(/\]\(([^)]+\.txt)\)/g)].map(([, file]) => file);
  expect(licences.map(({ file }) => file)).toEqual(links);
  expect(licences.filter(({ file }) => !existsSync(new URL(file, folder)))).toEqual([]);
});

test('headings and rules are no licences', () => {
  expect(
    parseLicences(
      '| what | from | licence | text |\n| --- | --- | --- | --- |\n| A | b | MIT | [a](a.txt) |',
    ),
  ).toEqual([{ what: 'A', source: 'b', licence: 'MIT', file: 'a.txt' }]);
});
