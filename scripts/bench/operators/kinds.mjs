import { digits, table } from '../table.mjs';

const between = (from, to, { channels }) => channels.every((n) => n >= from && n <= to);
const isKernel = (side, { kernel }) => kernel.every((n) => n === side);
const isPlain = ({ strides, groups }) => groups === 1 && strides.every((s) => s === 1);

/** What convolutions are looked at together; one may be of several kinds. */
export const kinds = {
  'fewer than 16 channels on a side': ({ channels }) => Math.min(...channels) < 16,
  '1×1': (g) => isKernel(1, g),
  '3×3, 32 to 64 channels': (g) => isPlain(g) && isKernel(3, g) && between(32, 64, g),
  '3×3, more channels': (g) =>
    isPlain(g) && isKernel(3, g) && between(32, Number.POSITIVE_INFINITY, g) && !between(32, 64, g),
  'stride 2': ({ strides }) => strides.some((s) => s > 1),
  '7×7': (g) => isKernel(7, g),
  'in groups': ({ groups }) => groups > 1,
  'batch 1, 64×64': ({ batch, side }) => batch === 1 && side >= 64 && side < 128,
  'batch 1, 128×128 and more': ({ batch, side }) => batch === 1 && side >= 128,
  all: () => true,
};

/** Behind by more than a fifth. */
export const isBehind = ({ ratio }) => ratio < 0.8;

const sum = (list, of) => list.reduce((total, x) => total + of(x), 0);

/**
 * For each kind, and for all: how many convolutions, how many of them are faster than PyTorch's and how many are behind by
 * more than a fifth, the geometric mean of the ratios, and the ratio of the times in steps.
 */
export const byKind = (results) =>
  Object.entries(kinds)
    .map(([kind, is]) => [kind, results.filter(({ geometry }) => is(geometry))])
    .filter(([, rows]) => rows.length > 0)
    .map(([kind, rows]) => ({
      kind,
      count: rows.length,
      ahead: rows.filter(({ ratio }) => ratio >= 1).length,
      behind: rows.filter(isBehind).length,
      mean: Math.exp(sum(rows, ({ ratio }) => Math.log(ratio)) / rows.length),
      inSteps: sum(rows, ({ count, peerMs }) => count * peerMs) / sum(rows, ({ count, ms }) => count * ms),
    }));

export const kindsTable = (results) =>
  table(
    ['<kind', 'convolutions', 'ahead', 'behind by a fifth', 'mean ÷ Duel', 'time ÷ Duel'],
    byKind(results).map(({ kind, count, ahead, behind, mean, inSteps }) => [
      kind,
      String(count),
      String(ahead),
      String(behind),
      digits(mean),
      digits(inSteps),
    ]),
  );
