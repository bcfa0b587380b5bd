import { Html, html } from '../../run/report/html.ts';
import { tokens } from '../theme/tokens.ts';

/** Style of the page around the element. */
export const pageStyle = `
${tokens('html', (theme) => `html[data-theme=${theme}]`)}
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
header, main, footer { max-width: max(66rem, min(92rem, 100vh + 8rem)); margin: 0 auto; padding: 0 1.5rem; }
header { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .15rem 1rem; align-items: start; padding-top: 1.75rem; padding-bottom: 1.5rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
header p { grid-column: 1; margin: .2rem 0 0; max-width: 64ch; color: var(--quiet); }
.theme { grid-column: 2; grid-row: 1; display: grid; place-items: center; width: 40px; height: 40px; padding: 0; border: 1px solid var(--rule); border-radius: 8px; background: none; color: inherit; cursor: pointer; }
.theme:hover { background: var(--panel); }
.theme svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.theme:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
duel-generator { display: block; min-height: 20rem; }
duel-generator > p { margin: 0; padding: 6rem 1rem; border: 1px solid var(--rule); border-radius: 14px; text-align: center; color: var(--quiet); }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 2rem; color: var(--quiet); font-size: .87rem; }
footer p { margin: 0; padding-top: 1rem; border-top: 1px solid var(--rule); max-width: none; }
@media (max-width: 34rem) { header, main, footer { padding-left: 1rem; padding-right: 1rem; } header { padding-top: 1.1rem; } header p { grid-column: 1 / -1; } h1 { font-size: 1.45rem; } }
@media (pointer: coarse) { .theme { width: 44px; height: 44px; } }
`;

/** Said in place of the generator where the files of a site cannot be loaded. */
export const fromDiskScript = `if (location.protocol === 'file:') {
  document.querySelector('duel-generator > p').textContent =
    'A browser loads no files beside a page that was opened from disk. Put this folder on any web host, or make one file of it: duel export RUN --to html';
}`;

export interface PageParts {
  readonly title: string;
  /** What it is, in a sentence or two. */
  readonly about: string;
  /** Where it comes from. */
  readonly origin: string;
  readonly version: string;
  /** The element's attributes. */
  readonly src: string;
  readonly runtime: string;
  /** What may run and load, as a Content-Security-Policy. */
  readonly policy: string;
  /** The script itself, or the file that it is in. */
  readonly script: { readonly text: string } | { readonly file: string };
  /** Files inside the page, as base64, by their ids. */
  readonly embedded: Readonly<Record<string, string>>;
}

/** A page that holds a generator and nothing else. */
export function pageHtml(parts: PageParts): string {
  const { title, about, origin, version, src, runtime, policy, script, embedded } = parts;
  const isAlone = 'text' in script;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Duel ${version}">
<link rel="icon" href="data:,">
<title>${title} · Duel</title>
<style>${new Html(pageStyle)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>${about}</p>
</header>
<main>
<duel-generator src="${src}" runtime="${runtime}" link><p>Loading the generator …</p></duel-generator>
<noscript><p>This page computes its pictures with JavaScript and WebAssembly, which are turned off.</p></noscript>
</main>
<footer><p>${origin}</p></footer>
${Object.entries(embedded).map(
  ([id, base64]) => html`<script type="text/plain" id="${id}">${new Html(base64)}</script>
`,
)}${
  isAlone
    ? ''
    : html`<script>${new Html(fromDiskScript)}</script>
`
}${isAlone ? html`<script type="module">${new Html(script.text)}</script>` : html`<script type="module" src="${script.file}"></script>`}
</body>
</html>
`.markup;
}
