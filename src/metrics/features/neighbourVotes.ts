import type { Products } from '../linear/products.ts';
import { checkRows, type Rows } from '../linear/rows.ts';
import { visitSquares } from './distances.ts';
import { type TwoSamples, twoSampleTest } from './twoSamples.ts';

export interface VotedApart extends TwoSamples {
  /** Neighbours that vote. */
  readonly k: number;
  /** Of each of both, examples that the classifier learned from, and others that it judged. */
  readonly n: number;
}

/**
 * The two-sample test by a classifier of nearest neighbours, one of those that Lopez-Paz and Oquab (2017, section 3) take: the
 * first half of samples and of as many real examples is known to it, and of each other one the k nearest of these vote, k the
 * root of how many are known, made odd so that no vote is a tie.
 *
 * Throws `metrics/too-few` where one of the two has fewer than four rows.
 */
export async function votedApart(samples: Rows, reals: Rows, products?: Products): Promise<VotedApart> {
  const what = 'the two-sample test';
  checkRows(what, 4, { what: 'samples', rows: samples }, { what: 'real examples', rows: reals });
  const half = Math.min(samples.n, reals.n) >> 1;
  const known = joined(part(samples, 0, half), part(reals, 0, half));
  const asked = joined(part(samples, half, 2 * half), part(reals, half, 2 * half));
  const root = Math.floor(Math.sqrt(known.n));
  const k = root % 2 === 0 ? root - 1 : root;
  // the k nearest so far of each, in order: how far, and which
  const squaresOf = new Float64Array(asked.n * k).fill(Number.POSITIVE_INFINITY);
  const indexOf = new Uint32Array(asked.n * k);
  await visitSquares(
    asked,
    known,
    ({ squares, fromA, countA, fromB, countB }) => {
      for (let i = 0, at = 0; i < countA; i++)
        for (let j = 0; j < countB; j++, at++) {
          const first = (fromA + i) * k;
          let slot = first + k - 1;
          if (squares[at]! >= squaresOf[slot]!) continue;
          for (; slot > first && squaresOf[slot - 1]! > squares[at]!; slot--) {
            squaresOf[slot] = squaresOf[slot - 1]!;
            indexOf[slot] = indexOf[slot - 1]!;
          }
          squaresOf[slot] = squares[at]!;
          indexOf[slot] = fromB + j;
        }
    },
    { products },
  );
  let [samplesRight, realsRight] = [0, 0];
  for (let i = 0; i < asked.n; i++) {
    const votes = indexOf.subarray(i * k, (i + 1) * k).reduce((sum, index) => sum + Number(index < half), 0);
    const isSample = 2 * votes > k;
    if (i < half) samplesRight += Number(isSample);
    else realsRight += Number(!isSample);
  }
  return { ...twoSampleTest({ samples: half, samplesRight, reals: half, realsRight }), k, n: half };
}

const part = ({ width, data }: Rows, from: number, to: number): Rows => ({
  n: to - from,
  width,
  data: data.subarray(from * width, to * width),
});

function joined(a: Rows, b: Rows): Rows {
  const data = new Float64Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { n: a.n + b.n, width: a.width, data };
}
