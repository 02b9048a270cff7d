import { describe, expect, test } from 'vitest';
import {
  contrast,
  meaningColours,
  meanings,
  mix,
  neutrals,
  onColour,
  schemes,
  softColour,
} from './palette.ts';

describe.each(schemes)('the %s scheme', (scheme) => {
  const grey = neutrals[scheme];
  const backgrounds = { background: grey.background, surface: grey.surface, raised: grey.raised };

  test('keeps every text grey readable on every background', () => {
    const tooFaint = Object.entries(backgrounds).flatMap(([name, background]) =>
      [grey.text, grey.textSecondary, grey.textMuted]
        .filter((text) => contrast(text, background) < 4.5)
        .map((text) => `${text} on ${name}: ${contrast(text, background).toFixed(2)}`),
    );
    expect(tooFaint).toEqual([]);
  });

  test('keeps every meaning colour readable on every background and on its own soft one', () => {
    const tooFaint = meanings.flatMap((meaning) => {
      const colour = meaningColours[scheme][meaning];
      return [...Object.values(backgrounds), softColour(scheme, meaning)]
        .filter((background) => contrast(colour, background) < 4.5)
        .map((background) => `${meaning} on ${background}: ${contrast(colour, background).toFixed(2)}`);
    });
    expect(tooFaint).toEqual([]);
  });

  test('keeps text on fills readable', () => {
    const fills = [
      contrast(grey.onAccent, grey.accent),
      contrast(grey.onAccent, grey.accentHover),
      ...meanings.map((meaning) => contrast(onColour(scheme), meaningColours[scheme][meaning])),
    ];
    expect(Math.min(...fills)).toBeGreaterThanOrEqual(4.5);
  });
});

test('contrast is that of WCAG: 21 for black on white, 1 for equals', () => {
  expect([contrast('#000000', '#ffffff'), contrast('#767676', '#767676')]).toEqual([21, 1]);
});

test('mixing keeps the ends', () => {
  expect([
    mix('#102030', '#ffffff', 1),
    mix('#102030', '#ffffff', 0),
    mix('#000000', '#ffffff', 0.5),
  ]).toEqual(['#102030', '#ffffff', '#808080']);
});
