import { defaults, type Settings } from '../points/settings.ts';

/** Something to do in the playground, and what to look for. */
interface Try {
  readonly label: string;
  readonly settings: Settings;
  readonly look: string;
}

export interface Lesson {
  readonly title: string;
  readonly text: readonly string[];
  readonly formula: string;
  readonly source: { readonly name: string; readonly address: string };
  readonly tries: readonly Try[];
}

const state = (changes: Partial<Settings>): Settings => ({ ...defaults, ...changes });
/** The GAN of 2014 with Adam, without anything that came to its help since. */
const plain: Partial<Settings> = {
  loss: 'nonSaturating',
  noise: 0,
  noiseFalls: 0,
  average: 0,
  momentum: 0.5,
  generatorRate: 1e-3,
};
/** D is far ahead: five updates for each of G's, at ten times the rate. */
const ahead: Partial<Settings> = { ...plain, discriminatorSteps: 5, discriminatorRate: 2e-3, generatorRate: 2e-4 };
/** G runs away from D. */
const hasty: Partial<Settings> = { ...plain, generatorRate: 5e-3, discriminatorRate: 5e-4 };
const critic: Partial<Settings> = { ...plain, loss: 'wasserstein', discriminatorSteps: 5 };

export const lessonNames = ['game', 'ahead', 'collapse', 'slope', 'noise', 'average'] as const;
export type LessonName = (typeof lessonNames)[number];

/**
 * The course: each lesson a few states of the playground, with what is to be seen in them. Figures are of seed 0, in float32 on a
 * processor's own kernels: those of WebAssembly add in another order, and after some hundred updates differ a little.
 */
export const lessons: Readonly<Record<LessonName, Lesson>> = {
  game: {
    title: 'Two networks, one game',
    text: [
      'G turns random latents into points. D is shown points of both kinds and scores them: high for real, low for generated. D learns to tell them apart; G learns to be taken for real, and all it ever learns from is how D’s score changes around its points. Those are the arrows.',
      'The grid is G itself: latents in rows and columns, and where G puts them.',
    ],
    formula: 'min over G, max over D:  E[log D(x)] + E[log(1 − D(G(z)))]',
    source: { name: 'Goodfellow et al. 2014, equation 1', address: 'https://arxiv.org/abs/1406.2661' },
    tries: [
      {
        label: 'Begin',
        settings: state({}),
        look: 'Press Step D some ten times: the surface bends towards the eight real clusters, and no point moves. Then Step G: the points follow the arrows, and the surface stays. Undo takes each back.',
      },
      {
        label: 'Let them play',
        settings: state({}),
        look: 'Press Run. After 1,000 to 2,000 updates samples reach 8 of 8 modes. They are still on the way between: “In a mode” says how many have arrived.',
      },
    ],
  },
  ahead: {
    title: 'Why D must not win',
    text: [
      'Where D is sure, log(1 − D) is flat: it is nearly 0 whatever G changes, and G learns next to nothing. So the same paper has G raise log D in its place. That has the same goal and a slope that grows with D’s certainty.',
    ],
    formula: 'saturating: min E[log(1 − D(G(z)))]    non-saturating: max E[log D(G(z))]',
    source: { name: 'Goodfellow et al. 2014, section 3', address: 'https://arxiv.org/abs/1406.2661' },
    tries: [
      {
        label: 'Saturating, D far ahead',
        settings: state({ ...ahead, loss: 'minimax' }),
        look: 'G’s loss comes to lie just below 0. After 2,000 updates 3 of 8 modes are reached, and little changes any more.',
      },
      {
        label: 'Non-saturating, D just as far ahead',
        settings: state(ahead),
        look: 'The same D, but G’s loss is large and its slope too: some twenty times what it was. Modes are found one by one.',
      },
    ],
  },
  collapse: {
    title: 'Mode collapse',
    text: [
      'G is never asked to make all there is, only what D takes for real at the moment. Where G moves faster than D, its points run together to wherever D scores high, and on from there when D has noticed.',
      'Remedies give D something to see or to hold on to. R1 keeps D flat at real points. Packing shows it several at once, so that sameness can be seen. Unrolling lets G look at the D that is to come.',
    ],
    formula: 'R1:  γ/2 · E[‖∇D(x)‖²] at real x',
    source: { name: 'Mescheder et al. 2018, equation 9', address: 'https://arxiv.org/abs/1801.04406' },
    tries: [
      {
        label: 'G ten times as fast as D',
        settings: state(hasty),
        look: 'At 500 updates samples touch 2 of the 8 modes. Watch them wander, together.',
      },
      {
        label: 'The same with R1',
        settings: state({ ...hasty, penalty: 'r1', penaltyWeight: 0.1 }),
        look: 'It begins the same, with 2 of 8 at 500 updates. Then D’s surface stays smooth, and by 1,500 updates all 8 are reached, more evenly (KL 0.3 where it was 0.7).',
      },
      {
        label: 'The same with packing of 4',
        settings: state({ ...hasty, packing: 4 }),
        look: 'D is shown four points at a time (Lin et al. 2018). At 500 updates samples reach 4 modes where it was 2, and spread more evenly; but few are precise. It is a help at the start: by 1,500 updates the untreated training had come to 6 modes, this one to 4.',
      },
      {
        label: 'The same, unrolled by 3',
        settings: state({ ...hasty, unrolling: 3 }),
        look: 'G looks three updates of D ahead (Metz et al. 2017). 6 modes at 500 updates; each update takes several times as long. By 1,500 it had no more than the untreated training, 5 where that had 6.',
      },
    ],
  },
  slope: {
    title: 'A critic with a slope of 1',
    text: [
      'Wasserstein’s D is no judge of real or not: its scores are heights, and the difference between mean heights of real and generated points is what the two play for. That only means a distance where the surface is nowhere steeper than 1.',
      'WGAN-GP holds it to a slope of 1 between real and generated points. Look at the surface: an even slope, without cliffs.',
    ],
    formula: 'weight · E[(‖∇D(x̂)‖ − 1)²],  x̂ = u x + (1 − u) G(z)',
    source: { name: 'Gulrajani et al. 2017, equation 3', address: 'https://arxiv.org/abs/1704.00028' },
    tries: [
      {
        label: 'With the penalty',
        settings: state({ ...critic, penalty: 'gradientPenalty', penaltyWeight: 0.1 }),
        look: 'D’s loss falls towards 0 from below as samples come near (−0.34, −0.26, −0.21 after 500, 1,000, 1,500 updates), and the mean slope at samples stays near 2. An update takes five of D, so be patient.',
      },
      {
        label: 'Without it',
        settings: state(critic),
        look: 'Scores run away: D’s loss is −224 after 500 updates and −1,500 after 1,000, since a steeper surface always wins. It says nothing of how far samples are.',
      },
    ],
  },
  noise: {
    title: 'Noise on what D sees',
    text: [
      'Real and generated points that lie on thin sets hardly ever meet: a D that tells them apart perfectly exists, and it has no slope to teach with. Noise on everything D sees makes both thick enough to overlap. Let it fall, and the modes come apart slowly, with G following.',
    ],
    formula: 'D sees x + σ ε,  ε ~ N(0, 1),  real and generated alike',
    source: { name: 'Arjovsky and Bottou 2017', address: 'https://arxiv.org/abs/1701.04862' },
    tries: [
      {
        label: 'Without noise',
        settings: state(plain),
        look: 'At 500 updates 7 of 8 modes have a sample. At 1,000 and at 2,000 it is still 7, unevenly (KL 0.5 to 1.2).',
      },
      {
        label: 'With noise that falls',
        settings: state({ ...plain, noise: 0.3, noiseFalls: 2000 }),
        look: 'Slower at first: 5 modes at 500 updates, 7 at 1,000. At 1,500 it is 8 of 8, and more evenly (KL 0.33).',
      },
    ],
  },
  average: {
    title: 'Oscillation, and averaging it away',
    text: [
      'Each player answers the other’s last move, so at a constant rate they circle around where they would rest. The average of G’s weights over the last updates is nearer to the middle of the circle than any of them. It costs nothing: the training does not see it.',
    ],
    formula: 'θ̄ ← β θ̄ + (1 − β) θ',
    source: { name: 'Yazıcı et al. 2019', address: 'https://arxiv.org/abs/1806.04498' },
    tries: [
      {
        label: 'G as it is',
        settings: state({ average: 0 }),
        look: 'At 1,000 updates samples are in 5 of 8 modes, 2 in a hundred of them; at 1,500 it is 5 again. The grid trembles with every update.',
      },
      {
        label: 'G averaged, β = 0.99',
        settings: state({}),
        look: 'The very same training, D’s loss is the same to the digits shown; only G is seen through its average. At 1,000 updates 8 of 8 modes, 20 in a hundred samples in them.',
      },
    ],
  },
};
