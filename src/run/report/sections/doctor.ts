import type { KeptDiagnosis } from '../../diagnosis/kept.ts';
import { figures } from '../chart.ts';
import type { ReportFacts } from '../facts.ts';
import { type Html, html } from '../html.ts';

/** What `duel doctor` found when it last looked; nothing where it has not. */
export function doctorSection({ diagnosis }: ReportFacts): Html | undefined {
  if (!diagnosis) return undefined;
  const { findings, others, step, notes } = diagnosis;
  const at = step.toLocaleString('en-US');
  return html`<section aria-labelledby="doctor"><h2 id="doctor">Doctor</h2>
<p class="quiet">As the checkpoint of step ${at} was looked over.</p>
${findings.length === 0 && html`<p>Nothing was found that goes wrong.</p>`}
${findings.map(
  (finding) =>
    html`<h3>${finding.title}</h3><p>${finding.about}</p>${signsOf(finding)}${
      finding.remedies.length > 0 &&
      html`<p>What may help:</p><ul class="list">${finding.remedies.map(({ what, command }) => html`<li>${what}: <code>${command}</code></li>`)}</ul>`
    }`,
)}
${others.length > 0 && html`<details><summary>What was looked for and not found</summary>${others.map((one) => html`<h3>${one.name}</h3>${signsOf(one)}`)}</details>`}
${notes.map((note) => html`<p class="quiet">${note}</p>`)}
</section>`;
}

const signsOf = ({ name, signs }: KeptDiagnosis['findings'][number]): Html => html`<div class="wide"><table>
<caption>The signs of ${name}</caption>
<thead><tr><th scope="col" class="text">what</th><th scope="col">is</th><th scope="col" class="text">a sign</th></tr></thead>
<tbody>${signs.map(
  ({ what, value, limit, side, isThere }) =>
    html`<tr${isThere && html` class="warning"`}><th scope="row" class="text">${what}</th><td>${value === null ? '-' : figures(value)}</td><td class="text">${side} ${figures(limit)}</td></tr>`,
)}</tbody>
</table></div>`;
