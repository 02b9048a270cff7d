/** How much text fits where nothing can be measured: widths of Inter, in ems, rounded up. */

const narrow = /[iljtfr.,:;'|!()[\] ]/;
const wide = /[mwMW@%—]/;
const capital = /[A-Z0-9]/;

/** About the width of the text in pixels. */
export function widthPx(text: string, fontPx: number): number {
  let ems = 0;
  for (const character of text) {
    if ((character.codePointAt(0) ?? 0) > 0x2e80) ems += 1;
    else if (narrow.test(character)) ems += 0.32;
    else if (wide.test(character)) ems += 0.88;
    else ems += capital.test(character) ? 0.66 : 0.56;
  }
  return ems * fontPx;
}

/** The text on one line, cut with an ellipsis where it is too long. */
export function oneLine(text: string, fontPx: number, roomPx: number): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  if (widthPx(flat, fontPx) <= roomPx) return flat;
  let kept = '';
  for (const character of flat) {
    if (widthPx(`${kept}${character}…`, fontPx) > roomPx) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in at most so many lines, broken between words, the last one cut where there is more. */
export function lines(text: string, fontPx: number, roomPx: number, most: number): string[] {
  const words = text.replaceAll(/\s+/g, ' ').trim().split(' ');
  const made: string[] = [];
  let line = '';
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthPx(longer, fontPx) <= roomPx) {
      line = longer;
      continue;
    }
    if (made.length === most - 1) {
      made.push(oneLine(`${line} ${words.slice(index).join(' ')}`, fontPx, roomPx));
      return made;
    }
    made.push(oneLine(line, fontPx, roomPx));
    line = word;
  }
  if (line !== '') made.push(oneLine(line, fontPx, roomPx));
  return made;
}
