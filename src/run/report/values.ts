import { type Html, html } from './html.ts';

/** Levels of values in values that are shown; what a run knows of itself has fewer. */
const deepest = 12;

/** A value of JSON on one line: `type adam, learningRate 0.0005`. */
export function plainWords(value: unknown, depth = 0): string {
  if (depth > deepest) return '…';
  if (Array.isArray(value) && value.length === 0) return 'none';
  if (Array.isArray(value)) return value.map((one) => plainWords(one, depth + 1)).join(isFlat(value) ? ' × ' : ', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, one]) => `${key} ${plainWords(one, depth + 1)}`)
    .join(', ');
}

/** Sizes and shapes. */
const isFlat = (list: readonly unknown[]) => list.every((one) => Number.isInteger(one) && (one as number) > 0);

/** A value of JSON as nested lists; what holds plain values alone is one line. */
export function nested(value: unknown, depth = 0): Html {
  if (typeof value !== 'object' || value === null || depth > deepest || isShort(value))
    return html`${plainWords(value)}`;
  if (Array.isArray(value))
    return html`<ol class="list">${value.map((one) => html`<li>${nested(one, depth + 1)}</li>`)}</ol>`;
  return html`<dl class="facts">${Object.entries(value).map(
    ([key, one]) => html`<div><dt>${key}</dt><dd>${nested(one, depth + 1)}</dd></div>`,
  )}</dl>`;
}

/** Whether it reads well on a line: a list of plain values, or an object of few. */
function isShort(value: object): boolean {
  const inside = Object.values(value);
  const isPlain = inside.every((one) => typeof one !== 'object' || one === null || (Array.isArray(one) && isFlat(one)));
  return isPlain && (Array.isArray(value) || inside.length <= 8);
}
