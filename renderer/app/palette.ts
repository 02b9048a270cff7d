/**
 * Every colour of the studio, once for each scheme. Components never name a colour: they use the CSS variables
 * made from this table in `theme.ts` (`--parley-surface`, `--parley-agent`, `--parley-agent-soft` …).
 *
 * Meaning colours say the same thing on the canvas, in transcripts, on waveforms and in charts; everything else is grey.
 * `palette.test.ts` holds every pair that carries text to a contrast of 4.5:1.
 */
export const schemes = ['light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

export const meanings = ['caller', 'agent', 'tool', 'transition', 'extraction', 'error', 'muted'] as const;
/** caller teal · agent violet · tool amber · transition blue · extraction green · error red · muted slate. */
export type Meaning = (typeof meanings)[number];

interface Neutrals {
  /** Behind everything; also the canvas. */
  background: string;
  /** Panels, cards, inputs. */
  surface: string;
  /** Hovered rows, wells, code. */
  raised: string;
  /** Pressed or selected rows. */
  selected: string;
  border: string;
  borderStrong: string;
  /** Dots of the canvas grid. */
  grid: string;
  text: string;
  textSecondary: string;
  textMuted: string;
  /** The one accent: primary action, focus ring, selection. */
  accent: string;
  accentHover: string;
  onAccent: string;
}

export const neutrals: Record<Scheme, Neutrals> = {
  light: {
    background: '#f5f5f6',
    surface: '#ffffff',
    raised: '#f2f2f4',
    selected: '#e9e9ed',
    border: '#e2e2e6',
    borderStrong: '#c9c9d1',
    grid: '#d6d6dc',
    text: '#17171a',
    textSecondary: '#4c4c55',
    textMuted: '#65656f',
    accent: '#1b1b1f',
    accentHover: '#33333a',
    onAccent: '#ffffff',
  },
  dark: {
    background: '#0d0e10',
    surface: '#151619',
    raised: '#1d1e22',
    selected: '#26282d',
    border: '#26272c',
    borderStrong: '#3d3f47',
    grid: '#26282d',
    text: '#ebebee',
    textSecondary: '#b2b3bb',
    textMuted: '#92939d',
    accent: '#ececef',
    accentHover: '#ffffff',
    onAccent: '#141517',
  },
};

export const meaningColours: Record<Scheme, Record<Meaning, string>> = {
  light: {
    caller: '#0a726d',
    agent: '#6a3cc9',
    tool: '#8a5300',
    transition: '#1a5ac2',
    extraction: '#1c7136',
    error: '#bd2626',
    muted: '#586171',
  },
  dark: {
    caller: '#41cbc0',
    agent: '#b59cff',
    tool: '#e8b24f',
    transition: '#78adff',
    extraction: '#62d188',
    error: '#ff8585',
    muted: '#97a3b6',
  },
};

/** Share of the meaning colour in its soft background and in its line, over the surface. */
const softShare: Record<Scheme, number> = { light: 0.09, dark: 0.15 };
const lineShare: Record<Scheme, number> = { light: 0.38, dark: 0.45 };

/** Background for text in that meaning's own colour. */
export function softColour(scheme: Scheme, meaning: Meaning): string {
  return mix(meaningColours[scheme][meaning], neutrals[scheme].surface, softShare[scheme]);
}

/** Hairlines and outlines of that meaning. */
export function lineColour(scheme: Scheme, meaning: Meaning): string {
  return mix(meaningColours[scheme][meaning], neutrals[scheme].surface, lineShare[scheme]);
}

/** Text on a fill of that meaning. */
export function onColour(scheme: Scheme): string {
  return scheme === 'light' ? neutrals.light.surface : neutrals.dark.background;
}

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1–21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** `share` of `over`, the rest of `under`, mixed in sRGB. */
export function mix(over: string, under: string, share: number): string {
  const [top, bottom] = [channels(over), channels(under)];
  const mixed = top.map((value, index) => Math.round(value * share + (bottom[index] ?? 0) * (1 - share)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
