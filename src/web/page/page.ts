import '../generator/element.ts';
import { themeButton } from '../theme/theme.ts';

/** What a page of `duel export --to html` does beside its element: choosing the theme. */
const root = document.documentElement;
const generators = document.querySelectorAll('duel-generator');
document.querySelector('header')?.append(
  themeButton((theme) => {
    if (theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const generator of generators) {
      if (theme === 'auto') generator.removeAttribute('theme');
      else generator.setAttribute('theme', theme);
    }
  }),
);
