import { quoted } from '../../../files/paths.ts';
import { spreadOf } from '../../directory/snapshots.ts';
import type { ReportFacts } from '../facts.ts';
import { type Html, html } from '../html.ts';
import { image } from '../image.ts';
import type { ReportPictures } from '../pictures.ts';

/** What the generator made over the steps, beside what it learns from. */
export function samplesSection({ id }: ReportFacts, { samples, of, reals }: ReportPictures): Html {
  const last = samples.length - 1;
  // on paper there are six
  const printed = new Set(spreadOf([...samples.keys()], 6));
  const fewer = samples.length < of ? ` ${samples.length} of the ${count(of)} pictures that the run has are here.` : '';
  return html`<section aria-labelledby="samples"><h2 id="samples">Samples</h2>
${
  last < 0
    ? html`<p>The run has no picture of what it makes yet. <code>duel train ${quoted(id)} --snapshot-every 100</code> draws one every 100 steps.</p>`
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
      html`<figure class="frame${printed.has(i) ? ' printed' : ''}" data-step="${count(step)}">${image(picture, `Samples at step ${count(step)}`)}<figcaption>step ${count(step)}</figcaption></figure>`,
  )}</div></div>`
}
${reals && html`<figure class="reals">${image(reals, 'Real examples that the run learns from')}<figcaption>real examples</figcaption></figure>`}
</div></section>`;
}

const count = (n: number) => n.toLocaleString('en-US');
