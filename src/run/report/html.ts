import { printable } from '../../files/printable.ts';

/** Markup that may stand in a page as it is: made by `html` alone, so that all other text is escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand in a template: text and numbers, which are escaped, markup, lists of these, and what is left out. */
export type Part = string | number | Html | false | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it can stand between tags and in a quoted attribute. What would turn its direction around is shown by number. */
export const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (c) => entities[c]!);

/**
 * A template of markup. Names of runs, classes, data and warnings come from strangers: whatever is put in is escaped, but for
 * what `html` has made.
 *
 *     html`<td>${name}</td>`
 */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.reduce((all, text, i) => all + markupOf(parts[i - 1]) + text));
}

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.markup;
  return typeof part === 'object' ? part.map(markupOf).join('') : escaped(String(part));
}
