/**
 * The file beside a module, as a URL for `new Worker()`: `.ts` when Parley runs from its sources, `.js` in the
 * build (which keeps one file a module), and outside the asar archive when packaged, because worker threads,
 * wasm and native code are loaded by the system and cannot be read from inside it.
 */
export function siblingUrl(importMetaUrl: string, stem: string): URL {
  const extension = importMetaUrl.endsWith('.ts') ? '.ts' : '.js';
  const url = new URL(`./${stem}${extension}`, importMetaUrl);
  return new URL(url.href.replace('app.asar/', 'app.asar.unpacked/'));
}
