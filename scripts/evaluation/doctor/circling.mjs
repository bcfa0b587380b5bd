// Whether a generator of points wanders, told from its samples alone, without a loss and without the doctor: how many of its
// samples lie at other modes of the grid than those of the same latents did some steps before.
import { listCheckpoints, openGenerator } from '../../../dist/index.js';

const seeds = Array.from({ length: 1000 }, (_, i) => i);
const centres = [-4, -2, 0, 2, 4];

/** The mode of each sample, by its number. */
async function modesOf(run, checkpoint) {
  const generator = await openGenerator(run, { checkpoint, raw: true, threads: 1 });
  try {
    const { data } = await generator.generate(generator.latents(seeds));
    const nearest = (value) =>
      centres.reduce((best, centre, i) => (Math.abs(value - centre) < Math.abs(value - centres[best]) ? i : best), 0);
    return seeds.map((i) => 5 * nearest(data[2 * i]) + nearest(data[2 * i + 1]));
  } finally {
    await generator.close();
  }
}

/** How the samples spread over the modes, as shares. */
const sharesOf = (modes) => {
  const shares = new Float64Array(25);
  for (const mode of modes) shares[mode] += 1 / modes.length;
  return shares;
};

/** Half of the sum of differences: the share of samples that would have to move. */
const apart = (a, b) => a.reduce((sum, share, i) => sum + Math.abs(share - b[i]), 0) / 2;

/**
 * Of the last third of a run's checkpoints: how far, in the mean, the shares of the modes are from those of one checkpoint
 * before (`moved`), of the checkpoint that is farthest (`away`), and, after that, how near they come again (`back`).
 */
export async function circlingOf(run) {
  const steps = listCheckpoints(run).map(({ step }) => step);
  const late = steps.filter((step) => step >= (2 / 3) * steps.at(-1));
  const shares = [];
  for (const step of late) shares.push(sharesOf(await modesOf(run, step)));
  const moves = shares.slice(1).map((share, i) => apart(share, shares[i]));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const trips = shares.slice(0, -4).flatMap((first, i) => {
    const ahead = shares.slice(i).map((share) => apart(first, share));
    const away = ahead.indexOf(Math.max(...ahead));
    return ahead.length - away > 2 ? [{ away: ahead[away], back: Math.min(...ahead.slice(away)) }] : [];
  });
  const round = (value) => Number(value.toFixed(3));
  return {
    every: late[1] - late[0],
    moved: round(mean(moves)),
    away: round(mean(trips.map(({ away }) => away))),
    back: round(mean(trips.map(({ back }) => back))),
  };
}
