// The pictures of the course's second half: what goes wrong, and what helps.
import { playTo } from '../load.mjs';
import { beside, only } from './basics.mjs';

const [blue, orange, green] = ['#1f8ccc', '#dd6a1f', '#2f9e63'];

/** A lesson's try by the beginning of its label. */
async function tryOf({ lessons }, name, label) {
  const { blocks } = await lessons.find((lesson) => lesson.name === name).load();
  const found = blocks.find((block) => block.kind === 'try' && block.label.startsWith(label));
  if (!found) throw new Error(`lesson ${name} has no try '${label}…'`);
  return found.settings;
}

/** What is seen after every so many updates. */
async function watched({ Trainer }, engine, settings, until, every) {
  const trainer = await Trainer.open(engine, settings);
  const seen = [];
  for (let step = every; step <= until; step += every) {
    await playTo(trainer, step);
    seen.push([step, await trainer.view()]);
  }
  await trainer.close();
  return seen;
}

/** Losses of two trainings, one below the other, so that labels are read on a phone: one that learns, and one whose D is blind. */
async function losses(course, engine) {
  const panels = [];
  for (const [label, of] of [
    ['samples improve', 'Samples improve'],
    ['nothing is learned', 'A perfect draw'],
  ]) {
    const seen = await watched(course, engine, await tryOf(course, 'curves', of), 2000, 20);
    const line = (name) => seen.map(([step, view]) => [step, view[name]]);
    panels.push({
      kind: 'curves',
      label,
      at: [0, 22 + 176 * panels.length],
      size: [400, 120],
      ...{ x: [0, 2000], y: [0, 3], xLabel: '2,000 updates', yLabel: 'loss' },
      curves: [
        { name: 'D', points: line('dLoss'), colour: blue, nameAt: [1000, -20] },
        { name: 'G', points: line('gLoss'), colour: orange, nameAt: [900, 22] },
        {
          name: 'log 2',
          points: [
            [0, Math.LN2],
            [1600, Math.LN2],
            [2000, Math.LN2],
          ],
          colour: '#7f8993',
          dash: [4, 4],
          nameAt: [1600, 8],
        },
      ],
    });
  }
  return { width: 400, height: 340, panels };
}

/** The way of the cloud's middle in the smallest GAN. */
async function ways(course, engine) {
  const curves = [];
  for (const [name, of, colour] of [
    ['G', 'The smallest GAN', orange],
    ['averaged', 'The same, G seen', blue],
    ['with R1', 'The same with R1', green],
  ]) {
    const seen = await watched(course, engine, await tryOf(course, 'unstable', of), 500, 5);
    const middle = ({ samples }, axis) =>
      samples.reduce((sum, v, i) => (i % 2 === axis ? sum + v : sum), 0) / (samples.length / 2);
    const points = seen.map(([, view]) => [middle(view, 0), middle(view, 1)]);
    const place = [-0.48, 1.2 - 0.05 * curves.length];
    curves.push({ name: '', points, colour, nameAt: [0, 0] }, { name, points: [place], colour, nameAt: [0, 0] });
  }
  curves.push({ name: '× real', points: [[0.5, 0.5]], colour: '#7f8993', nameAt: [0.5, -4] });
  const plot = { kind: 'curves', x: [-0.5, 1.5], y: [-0.3, 1.3], xLabel: '', yLabel: '', curves };
  return { width: 400, height: 320, panels: [{ ...plot, at: [0, 0], size: [400, 320] }] };
}

/** Tries of a lesson, each with a label, at one time. */
async function tries(course, engine, lesson, labelled, until, layers, side) {
  const settings = [];
  for (const [label, of] of labelled) settings.push([label, await tryOf(course, lesson, of)]);
  return beside(course, engine, settings, until, layers, side);
}

export const trouble = {
  curves: losses,
  unstable: ways,
  collapse: (course, engine) =>
    tries(
      course,
      engine,
      'collapse',
      [
        ['untreated', 'A game that collapses'],
        ['R1', 'R1'],
        ['packing', 'Packing'],
      ],
      4000,
      only('real', 'generated'),
    ),
  slope: (course, engine) =>
    tries(
      course,
      engine,
      'slope',
      [
        ['no bound', 'A critic without'],
        ['WGAN-GP', 'With WGAN-GP'],
      ],
      1000,
      only('surface', 'real', 'generated'),
      268,
    ),
  uses: (course, engine) =>
    tries(
      course,
      engine,
      'uses',
      [
        ['a plain GAN', 'A small group'],
        ['with R1', 'The same, with R1'],
      ],
      2000,
      only('real', 'generated'),
      268,
    ),
};
