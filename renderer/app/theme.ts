/** The studio's theme: sizes, type, and the palette as CSS variables for both schemes. */
import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';
import {
  lineColour,
  meaningColours,
  meanings,
  neutrals,
  onColour,
  softColour,
  type Meaning,
  type Scheme,
} from './palette.ts';

/** Colours named by Mantine's `color` property: the accent and the meanings. Their shades are CSS variables. */
type NamedColour = 'accent' | Meaning;
const namedColours: readonly NamedColour[] = ['accent', ...meanings];

const isNamedColour = (colour: unknown): colour is NamedColour =>
  (namedColours as readonly unknown[]).includes(colour);

/** Mantine wants ten shades; ours are the same variable, because the schemes differ in the table and not by shade. */
function tuple(name: NamedColour): MantineColorsTuple {
  const shade = `var(--parley-${name})`;
  return [shade, shade, shade, shade, shade, shade, shade, shade, shade, shade];
}

/** Mantine's grey scale of a scheme: for light from faint to strong, for dark from the text down to the background. */
function greyScale(scheme: Scheme): MantineColorsTuple {
  const grey = neutrals[scheme];
  const { background, raised, selected, border, borderStrong, textMuted, textSecondary, text, surface } =
    grey;
  return scheme === 'light'
    ? [
        background,
        raised,
        selected,
        border,
        borderStrong,
        borderStrong,
        textMuted,
        textMuted,
        textSecondary,
        text,
      ]
    : [
        text,
        textSecondary,
        textMuted,
        borderStrong,
        borderStrong,
        selected,
        surface,
        surface,
        background,
        background,
      ];
}

const variantColours: VariantColorsResolver = (input) => {
  const colour = input.color ?? input.theme.primaryColor;
  if (!isNamedColour(colour)) return defaultVariantColorsResolver(input);
  const own = `var(--parley-${colour})`;
  const soft = `var(--parley-${colour}-soft)`;
  const none = '1px solid transparent';
  switch (input.variant) {
    case 'filled':
      return {
        background: own,
        hover: `var(--parley-${colour}-hover)`,
        color: `var(--parley-on-${colour})`,
        border: none,
      };
    case 'light':
      return { background: soft, hover: soft, color: own, border: none };
    case 'outline':
      return {
        background: 'transparent',
        hover: soft,
        color: own,
        border: `1px solid var(--parley-${colour}-line)`,
      };
    case 'subtle':
      return { background: 'transparent', hover: soft, color: own, border: none };
    default:
      return defaultVariantColorsResolver(input);
  }
};

const monospace = "'JetBrains Mono Variable', ui-monospace, 'SF Mono', Menlo, monospace";

export const theme = createTheme({
  primaryColor: 'accent',
  colors: {
    ...Object.fromEntries(namedColours.map((name) => [name, tuple(name)])),
    // Mantine's own greys, from which it takes borders, fields and hovers.
    gray: greyScale('light'),
    dark: greyScale('dark'),
  },
  variantColorResolver: variantColours,
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: monospace,
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.5' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '16px', lineHeight: '24px' },
      h3: { fontSize: '13px', lineHeight: '20px' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { size: 28, variant: 'subtle', color: 'muted' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { transitionProps: { duration: 100 } } } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs', withItemsBorders: false } },
    Switch: { defaultProps: { size: 'xs', withThumbIndicator: false } },
    // Problems say what is missing; stars would only add noise.
    InputWrapper: {
      defaultProps: { withAsterisk: false },
      styles: { description: { fontSize: '11.5px' }, error: { fontSize: '11.5px' } },
    },
    // The tick stands on the accent, which is light in the dark scheme.
    Checkbox: { defaultProps: { size: 'xs', iconColor: 'var(--parley-surface)' } },
    Badge: { defaultProps: { size: 'sm', radius: 'xs', variant: 'light' } },
    Menu: { defaultProps: { transitionProps: { duration: 100 }, shadow: 'md' } },
    Tooltip: {
      defaultProps: { openDelay: 400, transitionProps: { duration: 100 }, withinPortal: true, fz: 12 },
    },
    Popover: { defaultProps: { transitionProps: { duration: 100 }, shadow: 'md' } },
    Modal: {
      defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.35 } },
      styles: { title: { fontWeight: 600 } },
    },
  },
});

const kebab = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The `--parley-*` variables of one scheme, and the Mantine variables that take their colours from them. */
export function schemeVariables(scheme: Scheme): Record<string, string> {
  const grey = neutrals[scheme];
  const own = Object.fromEntries(
    Object.entries(grey).map(([key, value]) => [`--parley-${kebab(key)}`, value as string]),
  );
  const named = Object.fromEntries(
    meanings.flatMap((meaning) => [
      [`--parley-${meaning}`, meaningColours[scheme][meaning]],
      [`--parley-${meaning}-soft`, softColour(scheme, meaning)],
      [`--parley-${meaning}-line`, lineColour(scheme, meaning)],
      [`--parley-${meaning}-hover`, meaningColours[scheme][meaning]],
      [`--parley-on-${meaning}`, onColour(scheme)],
    ]),
  ) as Record<string, string>;
  return {
    ...own,
    ...named,
    '--parley-accent-soft': grey.raised,
    '--parley-accent-line': grey.borderStrong,
    '--parley-shadow':
      scheme === 'light'
        ? '0 1px 2px rgb(0 0 0 / 6%), 0 4px 12px rgb(0 0 0 / 6%)'
        : '0 1px 2px rgb(0 0 0 / 40%), 0 6px 16px rgb(0 0 0 / 40%)',
    '--mantine-color-body': grey.surface,
    '--mantine-color-text': grey.text,
    '--mantine-color-bright': grey.text,
    '--mantine-color-dimmed': grey.textMuted,
    '--mantine-color-placeholder': grey.textMuted,
    '--mantine-color-anchor': grey.text,
    '--mantine-color-error': meaningColours[scheme].error,
    '--mantine-color-default': grey.surface,
    '--mantine-color-default-hover': grey.raised,
    '--mantine-color-default-color': grey.text,
    '--mantine-color-default-border': grey.border,
    '--mantine-primary-color-filled': grey.accent,
    '--mantine-primary-color-filled-hover': grey.accentHover,
    '--mantine-primary-color-contrast': grey.onAccent,
    '--combobox-chevron-color': grey.textMuted,
    '--mantine-color-disabled': 'transparent',
    '--mantine-color-disabled-color': grey.textMuted,
    '--mantine-color-disabled-border': grey.border,
  };
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--parley-font-mono': monospace,
    '--parley-rail-width': '60px',
    '--parley-bar-height': '40px',
    /** No motion is longer than 150 ms. */
    '--parley-motion': '120ms',
  },
  light: schemeVariables('light'),
  dark: schemeVariables('dark'),
});
