/** Two lines at most; the last ends in … when more was said. */
const mostLines = 2;

const known = new Map<string, readonly string[]>();
/** Names come and go; what was wrapped is forgotten from here on. */
const mostKnown = 5000;

/** A text in lines no wider than `widthPx`, in the font that is set; remembered, as measuring is slow. */
export function wrapped(
  context: Pick<CanvasRenderingContext2D, 'font' | 'measureText'>,
  text: string,
  widthPx: number,
): readonly string[] {
  const key = `${context.font}|${widthPx}|${text}`;
  const before = known.get(key);
  if (before) return before;
  const lines = wrap((part) => context.measureText(part).width <= widthPx, text);
  if (known.size >= mostKnown) known.clear();
  known.set(key, lines);
  return lines;
}

/** `fits`: whether a part goes into one line. */
export function wrap(fits: (part: string) => boolean, text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || fits(longer)) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  const shown = lines.slice(0, mostLines);
  const isCut = lines.length > mostLines;
  return shown.map((each, index) => shortened(fits, each, isCut && index === mostLines - 1));
}

const graphemes = new Intl.Segmenter();

function shortened(fits: (part: string) => boolean, line: string, isCut: boolean): string {
  if (!isCut && fits(line)) return line;
  const letters = Array.from(graphemes.segment(line), ({ segment }) => segment);
  while (letters.length > 1 && !fits(`${letters.join('')}…`)) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
