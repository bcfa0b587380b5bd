import type { Mark } from '../points/plot.ts';
import type { LossName } from '../points/settings.ts';
import type { Watched, WatchedMove, Weight } from '../points/watch.ts';

/** A line of the training loop, with what it is about at this step. */
export interface Line {
  readonly code: string;
  readonly says: string;
  readonly rows: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** What of it is to be seen in the plane. */
  readonly marks: readonly Mark[];
  /** Whether D has learned by now, and G not yet. */
  readonly isBetween: boolean;
}

/** Both losses as code on scores: `a` of real points, `b` and `c` of generated ones. */
export const lossCode: Readonly<Record<LossName, { readonly d: string; readonly g: string }>> = {
  nonSaturating: { d: '(mean(softplus(-a)) + mean(softplus(b))) / 2', g: 'mean(softplus(-c))' },
  minimax: { d: '(mean(softplus(-a)) + mean(softplus(b))) / 2', g: '-mean(softplus(c))' },
  leastSquares: { d: '(mean((a - 1) ** 2) + mean(b ** 2)) / 2', g: 'mean((c - 1) ** 2) / 2' },
  wasserstein: { d: 'mean(b) - mean(a)', g: '-mean(c)' },
  hinge: { d: 'mean(relu(1 - a)) + mean(relu(1 + b))', g: '-mean(c)' },
  relativistic: { d: 'mean(softplus(b - a))', g: 'mean(softplus(D(x) - c))' },
  relativisticAverage: {
    d: 'mean(softplus(mean(b) - a)) + mean(softplus(b - mean(a)))',
    g: 'mean(softplus(mean(c) - D(x))) + … both sides exchanged',
  },
};

/** To four digits, with a true minus. */
export const digits = (value: number): string => {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toPrecision(4);
  return text.replaceAll('-', '−');
};

const points = (flat: readonly number[], width = 2): string[] =>
  Array.from({ length: flat.length / width }, (_, k) => {
    const row = flat.slice(k * width, (k + 1) * width).slice(0, 3);
    return `(${row.map((v) => v.toFixed(2).replace('-', '−')).join(', ')}${width > 3 ? ', …' : ''})`;
  });

const weightName = ({ name, index }: Weight, player: string) => `${player}: ${name}[${index}]`;

/** A row for each part of the formula by which one weight is updated. */
function updateRows(move: WatchedMove, player: string): Line['rows'] {
  const { weight } = move;
  const { before, after, slope, rate, adam } = weight;
  const first = { name: weightName(weight, player), values: [digits(before)] };
  const last = { name: 'afterwards', values: [digits(after)] };
  if (!adam)
    return [first, { name: 'its slope g', values: [digits(slope)] }, { name: 'rate', values: [digits(rate)] }, last];
  const { m, v, c1, c2 } = adam;
  return [
    first,
    { name: 'its slope g', values: [digits(slope)] },
    { name: 'mean slope m ÷ (1 − β₁ᵗ)', values: [`${digits(m)} ÷ ${digits(c1)} = ${digits(m / c1)}`] },
    { name: 'mean square v ÷ (1 − β₂ᵗ)', values: [`${digits(v)} ÷ ${digits(c2)} = ${digits(v / c2)}`] },
    {
      name: 'weight − rate · m̂ ÷ √v̂',
      values: [`${digits(before)} − ${digits(rate)} · ${digits(m / c1)} ÷ ${digits(Math.sqrt(v / c2))}`],
    },
    last,
  ];
}

/** The loop, each line with this step's numbers; without a step the code alone. */
export function linesOf(loss: LossName, optimizer: string, discriminatorSteps: number, watched?: Watched): Line[] {
  const line = (
    code: string,
    says: string,
    of?: (step: Watched) => Partial<Pick<Line, 'rows' | 'marks'>>,
    isBetween = false,
  ): Line => ({
    ...{ code, says, isBetween, rows: [], marks: [] },
    ...(watched && of?.(watched)),
  });
  const all = watched ? `of ${watched.batch}` : 'of a batch';
  const real = (step: Watched): Mark => ({ kind: 'real', points: step.real });
  const fake = (move: WatchedMove): Mark => ({ kind: 'fake', points: move.made });
  const d = lossCode[loss].d;
  const isCompared = loss === 'relativistic' || loss === 'relativisticAverage';
  const again =
    discriminatorSteps > 1
      ? ` The loop does the lines so far ${discriminatorSteps} times before it goes on; here are the first.`
      : '';
  const slopeRows = ({ slopeLength, weights, weight }: WatchedMove, player: string) => [
    { name: 'weights', values: [weights.toLocaleString('en')] },
    { name: 'length of the slope', values: [digits(slopeLength)] },
    { name: `the steepest, ${weightName(weight, player)}`, values: [digits(weight.slope)] },
  ];
  return [
    line(
      'const z = normal(batch, latent);',
      `Latents: random numbers, ${all} rows. The first four:`,
      ({ discriminator: { latents, latentSize } }) => ({
        rows: [{ name: 'z', values: points(latents, latentSize) }],
      }),
    ),
    line('const x = draw(data, batch);', 'As many real points, drawn from the data.', (step) => ({
      rows: [{ name: 'x', values: points(step.real) }],
      marks: [real(step)],
    })),
    line('const fake = G(z);', 'G makes a point of each row of latents.', ({ discriminator }) => ({
      rows: [{ name: 'fake', values: points(discriminator.made) }],
      marks: [fake(discriminator)],
    })),
    line('const a = D(x), b = D(fake);', 'D scores both, not knowing which is which. High means: real.', (step) => ({
      rows: [
        { name: 'a', values: step.discriminator.realScores.map(digits) },
        { name: 'b', values: step.discriminator.fakeScores.map(digits) },
      ],
      marks: [real(step), fake(step.discriminator)],
    })),
    line(
      `const lossD = ${d};`,
      'How badly D tells them apart, over the whole batch: one number.',
      ({ discriminator: { loss: value, lowered } }) => ({
        rows: [
          { name: 'lossD', values: [digits(value)] },
          ...(Math.abs(lowered - value) > 1e-6 ? [{ name: 'with the penalty', values: [digits(lowered)] }] : []),
        ],
      }),
    ),
    line(
      'const slopeD = gradient(lossD, D.weights);',
      'For each weight of D: how much lossD would grow if it grew.',
      ({ discriminator }) => ({
        rows: slopeRows(discriminator, 'D'),
      }),
    ),
    line(
      `${optimizer}(D.weights, slopeD);`,
      `Each weight of D takes a small step downhill. G stays as it is. The plane shows D's new surface.${again}`,
      ({ discriminator }) => ({
        rows: updateRows(discriminator, 'D'),
      }),
      true,
    ),
    line(
      'const z2 = normal(batch, latent);',
      'Now it is G’s turn. New latents:',
      ({ generator: { latents, latentSize } }) => ({
        rows: [{ name: 'z2', values: points(latents, latentSize) }],
      }),
      true,
    ),
    line(
      'const y = G(z2), c = D(y);',
      `G makes points, and D, which has just learned, scores them.${isCompared ? ' It scores the real points again, too.' : ''}`,
      ({ generator }) => ({
        rows: [
          { name: 'y', values: points(generator.made) },
          { name: 'c', values: generator.fakeScores.map(digits) },
          ...(generator.realScores.length > 0 ? [{ name: 'D(x)', values: generator.realScores.map(digits) }] : []),
        ],
        marks: [fake(generator)],
      }),
      true,
    ),
    line(
      `const lossG = ${lossCode[loss].g};`,
      'How little D was taken in.',
      ({ generator: { loss: value } }) => ({
        rows: [{ name: 'lossG', values: [digits(value)] }],
      }),
      true,
    ),
    line(
      'const pull = gradient(lossG, y);',
      'The slope goes back through D first: where each point should move for D to take it for real. Downhill is the arrow, −pull, of each point’s own loss.',
      ({ generator }) => ({
        rows: [{ name: 'arrows', values: points(generator.pushes) }],
        marks: [{ ...fake(generator), arrows: generator.pushes }],
      }),
      true,
    ),
    line(
      'const slopeG = chain(pull, y, G.weights);',
      'Then on through G, by the chain rule: what each of its weights does to those points. D’s weights are only passed through.',
      ({ generator }) => ({
        rows: slopeRows(generator, 'G'),
        marks: [{ ...fake(generator), arrows: generator.pushes }],
      }),
      true,
    ),
    line(
      `${optimizer}(G.weights, slopeG);`,
      'Each weight of G takes its step. All points move; the plane shows where to. And again from the first line.',
      ({ generator }) => ({
        rows: updateRows(generator, 'G'),
      }),
    ),
  ];
}
