import { element, icon } from '../dom.ts';

export type Theme = 'auto' | 'light' | 'dark';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];
const key = 'duel-theme';

const words: Readonly<Record<Theme, { readonly label: string; readonly path: string }>> = {
  auto: { label: 'Theme: as the system has it', path: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14' },
  light: {
    label: 'Theme: light',
    path: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4',
  },
  dark: { label: 'Theme: dark', path: 'M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z' },
};

/** A button that goes through the themes; what was chosen stays, where the browser keeps anything for the page. */
export function themeButton(chosen: (theme: Theme) => void): HTMLButtonElement {
  let theme = themes.find((name) => name === kept()) ?? 'auto';
  const button = element('button', { type: 'button', class: 'theme', onclick: () => choose(after(theme)) });
  function choose(next: Theme): void {
    theme = next;
    const { label, path } = words[theme];
    button.replaceChildren(icon(path));
    button.setAttribute('aria-label', label);
    button.title = label;
    keep(theme);
    chosen(theme);
  }
  choose(theme);
  return button;
}

const after = (theme: Theme): Theme => themes[(themes.indexOf(theme) + 1) % themes.length]!;

// a page from disk, or one whose cookies are blocked, may be kept from its storage
function kept(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(theme: Theme): void {
  try {
    if (theme === 'auto') localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {}
}
