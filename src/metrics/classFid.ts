import { arePictures, Collected } from './collected.ts';
import { type FrechetFacts, frechetFacts, frechetFloor } from './fid.ts';
import { type Rows, rowsAt } from './linear/rows.ts';
import { defineMetric, short } from './metric.ts';

/** More samples than that take too long to be made by default. */
const mostSamples = 50_000;
/** Below so few samples of a class there is no line through several sizes of them. */
const least = 4;
const unknown = { fid: Number.NaN, low: Number.NaN, high: Number.NaN, infinite: Number.NaN };

/** The rows whose label is `k`. */
const ofClass = (rows: Rows, labels: ArrayLike<number>, k: number): Rows =>
  rowsAt(
    rows,
    Array.from({ length: rows.n }, (_, i) => i).filter((i) => labels[i] === k),
  );

/**
 * Fréchet distance of each class: of the samples that were asked for as it from the real examples that are of it, and the
 * mean over classes, which Miyato and Koyama (2018, https://arxiv.org/abs/1802.05637) call intra FID. A class is NaN where it
 * has fewer than 4 samples or real examples; the mean is then that of the others.
 */
export const classFid = defineMetric({
  name: 'classfid',
  title: 'how far features of each class lie from those of real examples of it (intra FID): lower is better',
  on: 'labelled pictures, of a generator that is told the class',
  demand: (data) => {
    const { classes, asked } = data;
    if (!arePictures(data) || asked?.kind !== 'class' || asked.count !== classes.length) return undefined;
    return {
      n: Math.min(mostSamples, Math.max(10_000, 500 * asked.count)),
      values: ['classFid', 'largestClassFid'],
      reals: true,
      features: true,
      byClass: true,
    };
  },
  better: { classFid: 'lower', largestClassFid: 'lower' },
  begin({ asked }, { extractor, reals, products }) {
    const features = new Collected();
    const wanted: number[] = [];
    return {
      async add(samples) {
        features.add(await extractor!.features(samples));
        wanted.push(...samples.asked!);
      },
      async result() {
        const made = features.rows;
        const [real, labels] = [await reals!.features(), await reals!.labels()];
        const [sets, setLabels] = [await reals!.others(), await reals!.otherLabels()];
        const kept = await reals!.once('classfid', async () => {
          const floors: number[] = [];
          for (let k = 0; k < asked!.count; k++) {
            const both = [ofClass(sets[0], setLabels[0], k), ofClass(sets[1], setLabels[1], k)] as const;
            const floorN = Math.min(both[0].n, both[1].n);
            floors.push(floorN < 2 ? Number.NaN : await frechetFloor(both, products), floorN);
          }
          return floors;
        });
        const classes: (FrechetFacts & { readonly n: number; readonly realN: number })[] = [];
        for (let k = 0; k < asked!.count; k++) {
          const [of, reference] = [ofClass(made, wanted, k), ofClass(real, labels, k)];
          const isKnown = of.n >= least && reference.n >= least;
          const facts = isKnown ? await frechetFacts(of, reference, products) : unknown;
          const [floor, floorN] = [kept[2 * k]!, kept[2 * k + 1]!];
          classes.push({ ...facts, floor, floorN, n: of.n, realN: reference.n });
        }
        const known = classes.map(({ fid }) => fid).filter((fid) => !Number.isNaN(fid));
        const list = (name: keyof (typeof classes)[number]) => classes.map((one) => one[name]);
        return {
          classFid: known.length === 0 ? Number.NaN : known.reduce((a, b) => a + b) / known.length,
          largestClassFid: known.length === 0 ? Number.NaN : Math.max(...known),
          fids: list('fid'),
          lows: list('low'),
          highs: list('high'),
          infinites: list('infinite'),
          floors: list('floor'),
          floorNs: list('floorN'),
          samples: list('n'),
          reals: list('realN'),
        };
      },
    };
  },
  show: (values, classes = []) => {
    const { classFid, largestClassFid } = values as Record<string, number>;
    const { fids, floors, samples, reals } = values as Record<string, readonly number[]>;
    const count = (n: number) => n.toLocaleString('en-US');
    return [
      ['mean over classes', `${short(classFid!)} (the largest: ${short(largestClassFid!)})`],
      ...fids!.map(
        (fid, k) =>
          [
            `  ${classes[k] ?? k}`,
            `${short(fid)} (real examples: ${short(floors![k]!)}; ${count(samples![k]!)} samples beside ${count(reals![k]!)})`,
          ] as const,
      ),
    ];
  },
});
