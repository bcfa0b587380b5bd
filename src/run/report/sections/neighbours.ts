import { newestNeighbours } from '../../evaluation/comparable.ts';
import { figures } from '../chart.ts';
import type { ReportFacts } from '../facts.ts';
import { type Html, html } from '../html.ts';
import { image } from '../image.ts';
import type { ReportPictures } from '../pictures.ts';
import { readerWords } from '../protocol.ts';
import { summaryOf } from './metrics.ts';

/** Samples beside the examples that they are nearest to: whether they are copies. Nothing where these were not looked for. */
export function neighboursSection({ evaluations }: ReportFacts, { neighbours }: ReportPictures): Html | undefined {
  const kept = newestNeighbours(evaluations);
  if (!kept || !neighbours) return undefined;
  const { step, metric, protocol, values, rows } = kept;
  const at = step.toLocaleString('en-US');
  const most = Math.max(...rows.map(({ distances }) => distances.length));
  const columns = Array.from({ length: most }, (_, k) => k);
  return html`<section aria-labelledby="neighbours"><h2 id="neighbours">Nearest examples</h2>
<p class="quiet">On the left of each row a sample of step ${at}, and then what was learned from and is nearest to it: first the samples that are nearest to an example, then some as they come. A copy looks like its neighbour. Near is told by the features of ${protocol ? readerWords(protocol) : 'a network that is not recorded'}.</p>
<div class="beside neighbours">
<figure>${image(neighbours, `${rows.length} rows: a sample of step ${at}, and the ${most} training examples nearest to it`)}<figcaption>sample, and its nearest examples</figcaption></figure>
<div>${summaryOf(metric, values, step)}
<div class="wide"><table>
<caption>How far they are, row by row${typeof values.heldOutMedian === 'number' && html`; new examples are ${figures(values.heldOutMedian)} from theirs (median)`}</caption>
<thead><tr><th scope="col">sample of seed</th>${columns.map((k) => html`<th scope="col">${k === 0 ? 'nearest' : `${k + 1}.`}</th>`)}</tr></thead>
<tbody>${rows.map(({ seed, distances }) => html`<tr><th scope="row">${seed}</th>${columns.map((k) => html`<td>${distances[k] !== undefined && figures(distances[k])}</td>`)}</tr>`)}</tbody>
</table></div></div>
</div></section>`;
}
