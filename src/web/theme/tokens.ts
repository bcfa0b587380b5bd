const light = `
  color-scheme: light;
  --page: #ffffff; --ink: #1b2026; --quiet: #5a6570; --rule: #dde2e7; --panel: #f5f7f9; --sunk: #eaeef2;
  --accent: var(--duel-accent, #0b62a8); --on-accent: #ffffff; --warn: #8a3b00; --warn-back: #fff4e6;
  --pen0: #0072b2; --pen1: #c04a00; --pen2: #00785a; --pen3: #a34a86; --pen4: #8a6d00; --pen5: #46525e; --mesh: #7d8893;`;

const dark = `
  color-scheme: dark;
  --page: #13171b; --ink: #e7ebef; --quiet: #9eaab5; --rule: #323a43; --panel: #1b2127; --sunk: #252c34;
  --accent: var(--duel-accent, #6db8f2); --on-accent: #0c1a26; --warn: #ffb37a; --warn-back: #2f2115;
  --pen0: #56b4e9; --pen1: #ff8f4d; --pen2: #3fc79a; --pen3: #e08fc2; --pen4: #e6c34d; --pen5: #b9c4ce; --mesh: #84909c;`;

/**
 * The colours of Duel's pages, by what they are for, and how they are chosen: by the system's theme, unless the attribute
 * says `light` or `dark`. `--duel-accent` replaces the accent.
 *
 * @param root the selector of what carries them, with the attribute's: `['html', '[data-theme=dark]']`
 */
export const tokens = (root: string, chosen: (theme: 'light' | 'dark') => string): string => `
${root} { ${light} }
@media (prefers-color-scheme: dark) { ${root} { ${dark} } }
${chosen('light')} { ${light} }
${chosen('dark')} { ${dark} }
`;
