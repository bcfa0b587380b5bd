import { slice } from './batch.ts';
import { arePictures } from './collected.ts';
import type { Products } from './linear/products.ts';
import { defineMetric, type Reals, short } from './metric.ts';
import { PatchTally, slicedWasserstein } from './pictures/slicedWasserstein.ts';

/** What two halves of real pictures have of each other. */
async function floorOf(reals: Reals, middle: number, products: Products | undefined): Promise<number> {
  if (middle === 0) return Number.NaN;
  const halves = [new PatchTally({ seed: 0 }), new PatchTally({ seed: 0 })] as const;
  let seen = 0;
  for await (const pictures of reals.batches(2 * middle)) {
    halves[0].add(slice(pictures, 0, middle - seen));
    halves[1].add(slice(pictures, middle - seen, 2 * middle - seen));
    seen += pictures.shape[0]!;
  }
  return (await slicedWasserstein(...halves, { seed: 0, products })).mean;
}

/** Sliced Wasserstein distance of patches, level by level; see `slicedWasserstein`. Needs no network. */
export const swd = defineMetric({
  name: 'swd',
  title:
    'how far patches of samples lie from those of real pictures, at each size (sliced Wasserstein): lower is better',
  on: 'pictures of 16 pixels or more',
  demand: (data) =>
    arePictures(data) && Math.min(data.shape[0]!, data.shape[1]!) >= 16
      ? { n: 1024, values: ['swd', 'floor'], reals: true }
      : undefined,
  better: { swd: 'lower' },
  begin(_, { reals, products }) {
    const samples = new PatchTally({ seed: 0 });
    return {
      add: (pictures) => samples.add(slice(pictures, 0, reals!.n - samples.patches.n)),
      async result() {
        const { n } = samples.patches;
        const real = new PatchTally({ seed: 0 });
        for await (const pictures of reals!.batches(n)) real.add(pictures);
        const { mean, levels } = await slicedWasserstein(samples, real, { seed: 0, products });
        const middle = Math.floor(n / 2);
        const [floor] = await reals!.once(`swd of ${n}`, async () => [await floorOf(reals!, middle, products)]);
        return {
          swd: mean,
          levels: levels.map(({ distance }) => distance),
          sizes: levels.map(({ height }) => height),
          floor: floor!,
          floorN: middle,
        };
      },
    };
  },
  show: (values) => {
    const { swd, floor, floorN } = values as Record<string, number>;
    const [levels, sizes] = [values.levels, values.sizes] as (readonly number[])[];
    const each = sizes!.map((size, k) => `${short(levels![k]!)} at ${size} px`).join(', ');
    return [
      ['sliced Wasserstein', sizes!.length > 1 ? `${short(swd!)} (${each})` : short(swd!)],
      ['of real examples', `${short(floor!)} (${floorN!.toLocaleString('en-US')} beside as many others)`],
    ];
  },
});
