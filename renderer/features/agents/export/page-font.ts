/** The page's own font as CSS with the file in it, so that a picture looks the same where Inter is not installed. */

const family = 'Inter Variable';

/** Empty when the page has no such font: the picture then names it and takes what there is. */
export async function pageFont(): Promise<string> {
  const face = latinFace();
  if (face === null) return '';
  try {
    const answer = await fetch(face.address);
    if (!answer.ok) return '';
    const data = await dataAddress(await answer.blob());
    return `@font-face{font-family:"${family}";font-weight:100 900;src:url("${data}") format("woff2")}`;
  } catch {
    return '';
  }
}

/** Inter comes in several files, one a script; Latin is the one that begins at U+0. */
function latinFace(): { address: string } | null {
  for (const sheet of window.document.styleSheets)
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const { style } = rule;
      const isInter = style.getPropertyValue('font-family').replaceAll(/["']/g, '') === family;
      const isUpright = style.getPropertyValue('font-style') !== 'italic';
      const range = style.getPropertyValue('unicode-range');
      const address = /url\(["']?([^"')]+)["']?\)/.exec(style.getPropertyValue('src'))?.[1];
      if (isInter && isUpright && address !== undefined && (range === '' || /^U\+0(?:000)?-/i.test(range)))
        return { address: new URL(address, sheet.href ?? window.location.href).href };
    }
  return null;
}

function dataAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(typeof reader.result === 'string' ? reader.result : '');
    };
    reader.onerror = () => {
      reject(new Error('The font could not be read.'));
    };
    reader.readAsDataURL(blob);
  });
}
