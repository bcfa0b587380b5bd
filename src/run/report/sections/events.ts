import type { JsonLine } from '../../directory/jsonl.ts';
import type { ReportFacts } from '../facts.ts';
import { type Html, html } from '../html.ts';
import { plainWords } from '../values.ts';

/** Warnings, and what else happened but reports and checkpoints; what of the folder could not be read. */
export function eventsSection(
  { events: { told, omitted } }: ReportFacts,
  problems: readonly string[],
): Html | undefined {
  if (told.length === 0 && problems.length === 0) return undefined;
  return html`<section aria-labelledby="events"><h2 id="events">Warnings and events</h2>
${problems.length > 0 && html`<p>Of the run's folder this could not be read:</p><ul class="problems">${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`}
${
  told.length > 0 &&
  html`<div class="wide"><table>
<caption>What happened, by step</caption>
<thead><tr><th scope="col">step</th><th scope="col" class="text">event</th><th scope="col" class="text">what</th></tr></thead>
<tbody>${told.map(
    (event) =>
      html`<tr${event.type === 'warning' && html` class="warning"`}><th scope="row">${stepOf(event)}</th><td class="text">${typeof event.type === 'string' ? event.type : '-'}</td><td class="text">${wordsOf(event)}</td></tr>`,
  )}</tbody>
</table></div>${omitted > 0 && html`<p>${omitted.toLocaleString('en-US')} more are in events.jsonl.</p>`}`
}
</section>`;
}

const stepOf = ({ step }: JsonLine): string => (typeof step === 'number' ? step.toLocaleString('en-US') : '');

const longest = 2000;

function wordsOf({ type: _, step: __, message, ...rest }: JsonLine): string {
  const parts = [
    ...(typeof message === 'string' ? [message] : []),
    ...Object.entries(rest).map(([name, value]) => `${name} ${plainWords(value)}`),
  ];
  const words = parts.join('; ');
  return words.length > longest ? `${words.slice(0, longest)}…` : words;
}
