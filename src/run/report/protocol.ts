import { basename } from 'node:path';
import type { KeptProtocol } from '../evaluation/comparable.ts';
import { type Html, html } from './html.ts';

const count = (n: number) => n.toLocaleString('en-US');

/** How a number was measured, for people. */
export function protocolWords({ n, seeds, raw, judge, extractor, reals, protocol }: KeptProtocol): Html {
  const isOfSeeds = /^\d/.test(seeds);
  return html`${count(n)} ${isOfSeeds ? `samples, seeds ${seeds}` : `examples, ${seeds}`}, by ${raw ? 'the weights as trained' : 'the average of the weights where the run keeps one'}${
    reals && html`; beside ${count(reals.n)} real examples of ${basename(reals.of)} (${reals.split})`
  }${judge && html`; read by ${judgeWords(judge)}`}${extractor && html`; features by ${extractorWords(extractor)}`}${protocol !== undefined && html`; protocol <code>${protocol}</code>`}.`;
}

function judgeWords({ run, step, hash, task, accuracy }: NonNullable<KeptProtocol['judge']>): Html {
  const who =
    task === undefined
      ? `the classifier of the run ${basename(run)} at step ${count(step)}`
      : `a network that Duel trained on these data ${task === 'classes' ? 'to name their classes' : 'to tell by how much they are turned'}`;
  const right =
    accuracy === undefined ? '' : ` (right on ${(100 * accuracy).toFixed(1)} % of examples that it had not seen)`;
  return html`${who}${right}, weights <code>${hash.slice(0, 12)}</code>`;
}

function extractorWords({ file, network, output, width, sha256 }: NonNullable<KeptProtocol['extractor']>): Html {
  const what = network === undefined ? html`'${output}'` : html`${network}, '${output}'`;
  return html`${basename(file)} (${what}, ${count(width)} numbers), SHA-256 <code>${sha256.slice(0, 12)}</code>`;
}

/** Who read the features of pictures, in a few words. */
export function readerWords({ judge, extractor }: KeptProtocol): Html {
  if (extractor) return extractorWords(extractor);
  return judge ? judgeWords(judge) : html`a network that is not recorded`;
}
