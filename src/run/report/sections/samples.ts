import type { ReportFacts } from '../facts.ts';
import { type Html, html } from '../html.ts';
import type { Embedded, ReportPictures } from '../pictures.ts';
import { shellWord } from '../shellWord.ts';

/** What the generator made over the steps, beside what it learns from. */
export function samplesSection({ id }: ReportFacts, { samples, of, reals }: ReportPictures): Html {
  const last = samples.length - 1;
  const fewer = samples.length < of ? ` ${samples.length} of the ${count(of)} pictures that the run has are here.` : '';
  return html`<section aria-labelledby="samples"><h2 id="samples">Samples</h2>
${
  last < 0
    ? html`<p>The run has no picture of what it makes yet. <code>duel train ${shellWord(id)} --snapshot-every 100</code> draws one every 100 steps.</p>`
    : html`<p class="quiet">What is made of the same latents, or of the same inputs, as training goes on.${fewer}</p>`
}
<div class="beside">
${
  last >= 0 &&
  html`<div class="film" data-film>
<p class="scrub" hidden><label for="scrubber">Step <output for="scrubber">${count(samples[last]!.step)}</output></label>
<input type="range" id="scrubber" min="0" max="${last}" value="${last}" step="1" aria-valuetext="step ${count(samples[last]!.step)}">
<button type="button">Play</button></p>
<div class="frames">${samples.map(
    ({ step, picture }, i) =>
      html`<figure class="frame${isPrinted(i, samples.length) ? ' printed' : ''}" data-step="${count(step)}">${image(picture, `Samples at step ${count(step)}`)}<figcaption>step ${count(step)}</figcaption></figure>`,
  )}</div></div>`
}
${reals && html`<figure class="reals">${image(reals, 'Real examples that the run learns from')}<figcaption>real examples</figcaption></figure>`}
</div></section>`;
}

const count = (n: number) => n.toLocaleString('en-US');
/** Below this, pixels are shown as squares. */
const small = 400;

function image({ url, width, height }: Embedded, alt: string): Html {
  return html`<img${Math.max(width, height) < small && html` class="pixels"`} src="${url}" width="${width}" height="${height}" alt="${alt}">`;
}

/** On paper there are six, evenly spread. */
function isPrinted(i: number, length: number): boolean {
  const most = Math.min(6, length);
  return Array.from({ length: most }, (_, k) => Math.round((k * (length - 1)) / Math.max(1, most - 1))).includes(i);
}
