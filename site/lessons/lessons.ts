import type { Lesson } from './lesson.ts';

interface Entry {
  /** As addresses have it: `#lesson=game`. */
  readonly name: string;
  readonly title: string;
  /** Minutes that it takes about. */
  readonly minutes: number;
  load(): Promise<Lesson>;
}
interface Part {
  readonly title: string;
  readonly lessons: readonly Entry[];
}

/** The course, in its order. A lesson is a file beside this one and a line here; its text is loaded when it is opened. */
export const parts = [
  {
    title: 'What is to be learned',
    lessons: [
      {
        name: 'generative',
        title: 'What is a generative model?',
        minutes: 10,
        load: async () => (await import('./generative.ts')).generative,
      },
      {
        name: 'discriminating',
        title: 'Discriminating or generating',
        minutes: 10,
        load: async () => (await import('./discriminating.ts')).discriminating,
      },
    ],
  },
  {
    title: 'Two networks',
    lessons: [
      { name: 'latents', title: 'Latent space', minutes: 10, load: async () => (await import('./latents.ts')).latents },
      {
        name: 'generator',
        title: 'The generator',
        minutes: 10,
        load: async () => (await import('./generator.ts')).generator,
      },
      {
        name: 'discriminator',
        title: 'The discriminator',
        minutes: 10,
        load: async () => (await import('./discriminator.ts')).discriminator,
      },
    ],
  },
  {
    title: 'How they learn',
    lessons: [
      {
        name: 'game',
        title: 'Two networks, one game',
        minutes: 10,
        load: async () => (await import('./game.ts')).game,
      },
      { name: 'losses', title: 'Losses', minutes: 15, load: async () => (await import('./losses.ts')).losses },
      {
        name: 'loop',
        title: 'The training loop, line by line',
        minutes: 15,
        load: async () => (await import('./loop.ts')).loop,
      },
    ],
  },
  {
    title: 'What goes wrong, and what helps',
    lessons: [
      {
        name: 'curves',
        title: 'Reading curves',
        minutes: 10,
        load: async () => (await import('./curves.ts')).curves,
      },
      {
        name: 'unstable',
        title: 'Why training is unstable',
        minutes: 15,
        load: async () => (await import('./unstable.ts')).unstable,
      },
      {
        name: 'collapse',
        title: 'Mode collapse',
        minutes: 15,
        load: async () => (await import('./collapse.ts')).collapse,
      },
      {
        name: 'slope',
        title: 'Slopes',
        minutes: 10,
        load: async () => (await import('./slope.ts')).slope,
      },
      {
        name: 'noise',
        title: 'Noise and augmentation',
        minutes: 10,
        load: async () => (await import('./noise.ts')).noise,
      },
    ],
  },
  {
    title: 'Out into the world',
    lessons: [
      {
        name: 'conditional',
        title: 'Asking for a class',
        minutes: 10,
        load: async () => (await import('./conditional.ts')).conditional,
      },
      {
        name: 'evaluation',
        title: 'How good is it?',
        minutes: 10,
        load: async () => (await import('./evaluation.ts')).evaluation,
      },
      {
        name: 'variants',
        title: 'Pictures from pictures, and larger ones',
        minutes: 10,
        load: async () => (await import('./variants.ts')).variants,
      },
      {
        name: 'uses',
        title: 'Uses and misuse',
        minutes: 10,
        load: async () => (await import('./uses.ts')).uses,
      },
    ],
  },
] as const satisfies readonly Part[];

export type LessonName = (typeof parts)[number]['lessons'][number]['name'];

/** All lessons, one after the other. */
export const lessons: readonly (Entry & { readonly name: LessonName })[] = parts.flatMap(({ lessons }) => [...lessons]);
export const lessonNames: readonly LessonName[] = lessons.map(({ name }) => name);

/** A lesson with the one before and the one after. */
export function placed(name: LessonName) {
  const index = lessonNames.indexOf(name);
  return { index, entry: lessons[index]!, before: lessons[index - 1], after: lessons[index + 1] };
}
