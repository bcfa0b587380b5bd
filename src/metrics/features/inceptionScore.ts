import { DuelError } from '../../errors.ts';
import { checkRows, type Rows, rowsFrom, tooFew } from '../linear/rows.ts';

/** Mean and standard deviation (divisor: their number) over the splits. */
export interface InceptionScore {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Inception Score (Salimans et al. 2016, https://arxiv.org/abs/1606.03498): exp of the mean of KL(p(y|x) ‖ p(y)) in nats,
 * p(y) being the mean over the split; 1 at the least, the number of classes at the most. The rows are split as they come, in
 * parts that differ by one at the most. With another classifier than the authors' it is a number of the same form.
 *
 * @param probabilities rows of class probabilities, each adding up to 1
 * @param splits default 10
 */
export function inceptionScore(probabilities: Rows, splits = 10): InceptionScore {
  const { n, width } = probabilities;
  checkRows('the Inception Score', 1, { what: 'samples', rows: probabilities });
  tooFew('the Inception Score', 'splits', splits, 1);
  if (n < splits) tooFew(`the Inception Score of ${splits} splits`, 'samples', n, splits);
  const scores = Array.from({ length: splits }, (_, k) => {
    const [from, to] = [Math.floor((k * n) / splits), Math.floor(((k + 1) * n) / splits)];
    return scoreOf(rowsFrom(probabilities, from, to - from), from);
  });
  const mean = scores.reduce((a, b) => a + b) / splits;
  return { mean, deviation: Math.sqrt(scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / splits) };

  function scoreOf({ n: count, data }: Rows, first: number): number {
    const marginal = new Float64Array(width);
    // H(y) − H(y|x), with 0·log 0 = 0
    let conditional = 0;
    for (let i = 0; i < count; i++) {
      let total = 0;
      for (let j = 0; j < width; j++) {
        const p = data[i * width + j]!;
        if (p < 0) throw notProbabilities(first + i);
        total += p;
        marginal[j]! += p / count;
        if (p > 0) conditional += (p * Math.log(p)) / count;
      }
      if (Math.abs(total - 1) > 1e-3) throw notProbabilities(first + i);
    }
    return Math.exp(marginal.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), conditional));
  }
}

const notProbabilities = (row: number) =>
  new DuelError('usage', 'metrics/probabilities', 'a row that is no distribution over classes', {
    where: `samples, row ${row}`,
    fix: 'give probabilities, as softmax makes them of logits: none below 0, each row adding up to 1',
  });
