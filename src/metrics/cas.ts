import { bestOf } from './classes.ts';
import { arePictures } from './collected.ts';
import { defineMetric, type Judge, percent } from './metric.ts';

/** Numbers of all samples that are learned from, at most. */
const mostNumbers = 2 ** 28;
const mostSamples = 60_000;

/** How many of the pictures of each class a classifier takes for what they are. */
class Answers {
  readonly right: number[];
  readonly all: number[];

  constructor(classes: number) {
    this.right = new Array<number>(classes).fill(0);
    this.all = new Array<number>(classes).fill(0);
  }

  /** Pictures that are no class of the data's are left out. */
  async add(judge: Judge, pictures: Parameters<Judge['read']>[0], classes: ArrayLike<number>): Promise<void> {
    bestOf(await judge.read(pictures), judge.classes.length).forEach(({ index }, i) => {
      const known = classes[i]!;
      if (known < 0) return;
      this.all[known]!++;
      if (index === known) this.right[known]!++;
    });
  }

  get n(): number {
    return this.all.reduce((a, b) => a + b, 0);
  }

  get accuracy(): number {
    return this.right.reduce((a, b) => a + b, 0) / this.n;
  }

  get byClass(): number[] {
    return this.right.map((right, k) => right / this.all[k]!);
  }
}

/**
 * Classification accuracy score (Ravuri and Vinyals 2019, https://arxiv.org/abs/1905.10887): a classifier learns from samples
 * alone, each of the class that was asked for, and names real examples that nobody learned from. Beside it the judge, the
 * same network trained for as many steps on real examples: on the same new examples, and on the samples. Shmelkov et al.
 * (2018, https://arxiv.org/abs/1807.09499) call the first GAN-train and the last GAN-test.
 */
export const cas = defineMetric({
  name: 'cas',
  title: 'how well a classifier that learned from samples alone names real examples (classification accuracy score)',
  on: 'labelled pictures with a part that is held out, of a generator that is told the class',
  onRequest: true,
  demand: (data) => {
    const { classes, asked, shape, source } = data;
    if (!arePictures(data) || asked?.kind !== 'class' || asked.count !== classes.length) return undefined;
    const most = Math.floor(mostNumbers / shape.reduce((size, side) => size * side, 1));
    return {
      n: Math.min(mostSamples, most),
      values: ['cas', 'realCas', 'reverse'],
      judge: { shape, classes, source },
      reals: true,
      heldOut: true,
      lesson: true,
      byClass: true,
    };
  },
  better: { cas: 'higher', reverse: 'higher' },
  begin({ asked }, { judge, reals, lesson }) {
    const reverse = new Answers(asked!.count);
    return {
      async add(samples) {
        lesson!.add(samples, samples.asked!);
        await reverse.add(judge!, samples, samples.asked!);
      },
      async result() {
        const pupil = await lesson!.learn();
        const [bySamples, byReal] = [new Answers(asked!.count), new Answers(asked!.count)];
        for await (const { labels, ...pictures } of reals!.newExamples()) {
          await bySamples.add(pupil, pictures, labels);
          await byReal.add(judge!, pictures, labels);
        }
        return {
          cas: bySamples.accuracy,
          realCas: byReal.accuracy,
          reverse: reverse.accuracy,
          casByClass: bySamples.byClass,
          realCasByClass: byReal.byClass,
          reverseByClass: reverse.byClass,
          heldOutN: bySamples.n,
          steps: lesson!.steps,
        };
      },
    };
  },
  show: (values, classes = []) => {
    const { cas, realCas, reverse, heldOutN, steps } = values as Record<string, number>;
    const { casByClass, realCasByClass, reverseByClass } = values as Record<string, readonly number[]>;
    const [of, length] = [heldOutN!, steps!].map((n) => n.toLocaleString('en-US'));
    return [
      ['trained on samples', `${percent(cas!)} of ${of} new examples, after ${length} steps`],
      ['trained on real examples', `${percent(realCas!)} of the same, and ${percent(reverse!)} of the samples`],
      ...casByClass!.map((share, k) => {
        const beside = `real: ${percent(realCasByClass![k]!)}; of the samples ${percent(reverseByClass![k]!)}`;
        return [`  ${classes[k] ?? k}`, `${percent(share)} (${beside})`] as const;
      }),
    ];
  },
});
