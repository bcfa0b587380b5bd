// The pictures of the course's first half.
import { played, playTo } from '../load.mjs';

const gap = 14;
/** Planes side by side, each with its label. */
export function row(planes, side, top = 22) {
  return {
    width: planes.length * side + (planes.length - 1) * gap,
    height: side + top,
    panels: planes.map((plane, k) => ({ kind: 'plane', ...plane, at: [k * (side + gap), top], size: [side, side] })),
  };
}
export const only = (...names) =>
  Object.fromEntries(
    ['surface', 'real', 'generated', 'manifold', 'pushes'].map((layer) => [layer, names.includes(layer)]),
  );

/** One training at several times. */
async function times(course, engine, settings, steps, layers, side = 174) {
  const trainer = await course.Trainer.open(engine, settings);
  const planes = [];
  for (const until of steps) {
    await playTo(trainer, until);
    const label = until === 0 ? 'at the beginning' : `after ${until.toLocaleString('en')} updates`;
    planes.push({ label, view: await trainer.view(), frame: course.frames[settings.data], layers });
  }
  await trainer.close();
  return row(planes, side);
}

/** Several trainings at one time. */
export async function beside(course, engine, labelled, until, layers, side = 174) {
  const planes = [];
  for (const [label, settings] of labelled) {
    const trainer = await played(course, engine, settings, until);
    planes.push({ label, view: await trainer.view(), frame: course.frames[settings.data], layers });
    await trainer.close();
  }
  return row(planes, side);
}

/** The latent square as it is, beside where G puts it. */
async function latents(course, engine) {
  const settings = course.state({});
  const trainer = await played(course, engine, settings, 2000);
  const view = await trainer.view();
  await trainer.close();
  const side = Math.round(Math.sqrt(view.mesh.length / 2));
  const square = Float32Array.from({ length: view.mesh.length }, (_, i) => {
    const k = Math.floor(i / 2);
    return 4 * ((i % 2 === 0 ? k % side : Math.floor(k / side)) / (side - 1)) - 2;
  });
  const z = course.latentsOf(
    Array.from({ length: view.samples.length / 2 }, (_, k) => k),
    [2],
  );
  const layers = only('manifold', 'generated');
  return row(
    [
      { label: 'latents z', view: { ...view, mesh: square, samples: z }, frame: { centre: [0, 0], radius: 3 }, layers },
      { label: 'points G(z)', view, frame: course.frames.ring, layers },
    ],
    268,
  );
}

/** What the best D would say where both are seen through noise, log p − log q, in the surface's cells. */
async function best(course, engine, settings, trainer) {
  const { centres, sigma } = course.mixtureOf('ring');
  const sample = await course.openSampler(engine, course.specOf(settings));
  const made = await sample(
    trainer.state,
    course.latentsOf(
      Array.from({ length: 2500 }, (_, k) => k),
      [2],
    ),
  );
  const bell = (dx, dy, s) => Math.exp(-(dx * dx + dy * dy) / (2 * s * s)) / (2 * Math.PI * s * s);
  const p = (x, y) =>
    centres.reduce((sum, [cx, cy]) => sum + bell(x - cx, y - cy, Math.hypot(sigma, settings.noise)), 0) /
    centres.length;
  const q = (x, y) => {
    let sum = 0;
    for (let k = 0; k < made.length; k += 2) sum += bell(x - made[k], y - made[k + 1], settings.noise);
    return sum / (made.length / 2);
  };
  const { radius } = course.frames.ring;
  const n = course.surfaceSide;
  const place = (k) => radius * ((2 * k + 1) / n - 1);
  return Float32Array.from({ length: n * n }, (_, i) => {
    const [x, y] = [place(i % n), -place(Math.floor(i / n))];
    const [a, b] = [p(x, y), q(x, y)];
    // where hardly anything of either is, nobody says what D should
    return a + b < 1e-3 ? 0 : Math.log(a + 1e-12) - Math.log(b + 1e-12);
  });
}

export const alone = (course) =>
  course.state({ ...course.plain, noise: 0.1, generatorRate: 0, discriminatorRate: 2e-3 });

async function discriminator(course, engine) {
  const settings = alone(course);
  const trainer = await played(course, engine, settings, 2000);
  const view = await trainer.view();
  const surface = await best(course, engine, settings, trainer);
  await trainer.close();
  const sigmoid = (s) => 1 / (1 + Math.exp(-s));
  // how far D is from the best, in probability, where either side has points
  const there = [...surface.keys()].filter((i) => surface[i] !== 0);
  const apart = there.reduce((sum, i) => sum + Math.abs(sigmoid(surface[i]) - sigmoid(view.surface[i])), 0);
  console.log(`D after 2,000 updates is ${(apart / there.length).toFixed(3)} from the best on average`);
  const scale = { middle: 0, spread: 4 };
  const frame = course.frames.ring;
  return row(
    [
      { label: 'points of both', view, frame, layers: only('real', 'generated') },
      { label: 'D after 2,000 updates', view: { ...view, ...scale }, frame, layers: only('surface') },
      { label: 'p ÷ (p + q), computed', view: { ...view, surface, ...scale }, frame, layers: only('surface') },
    ],
    174,
  );
}

/** What D alone knows beside what there is to know: which side, and how many. */
async function discriminating(course, engine) {
  const settings = alone(course);
  const trainer = await played(course, engine, settings, 2000);
  const view = await trainer.view();
  await trainer.close();
  const { centres, sigma } = course.mixtureOf('ring');
  const { radius } = course.frames.ring;
  const n = course.surfaceSide;
  const wide = Math.hypot(sigma, settings.noise);
  const place = (k) => radius * ((2 * k + 1) / n - 1);
  const density = Float32Array.from({ length: n * n }, (_, i) => {
    const [x, y] = [place(i % n), -place(Math.floor(i / n))];
    return centres.reduce((sum, [cx, cy]) => sum + Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * wide * wide)), 0);
  });
  const frame = course.frames.ring;
  return row(
    [
      {
        label: 'p(real | x): what D learns',
        view: { ...view, middle: 0, spread: 4 },
        frame,
        layers: only('surface', 'real', 'generated'),
      },
      {
        label: 'p(x): what G has to learn',
        view: { ...view, surface: density, middle: 0, spread: 1 },
        frame,
        layers: only('surface'),
      },
    ],
    268,
  );
}

/** G's loss by D's score of its point, of losses that look at one score. */
function losses() {
  const softplus = (s) => Math.log1p(Math.exp(-Math.abs(s))) + Math.max(s, 0);
  const curve = (name, of, colour, nameAt, dash) => ({
    ...{ name, colour, nameAt, dash },
    points: Array.from({ length: 161 }, (_, k) => -6 + (k * 10) / 160).map((s) => [s, of(s)]),
  });
  return {
    ...{ width: 400, height: 270 },
    panels: [
      {
        ...{ kind: 'curves', at: [6, 10], size: [388, 236], x: [-6, 4], y: [-4.4, 6.4] },
        ...{ xLabel: 'D’s score of a generated point', yLabel: 'G’s loss' },
        curves: [
          curve('minimax', (s) => -softplus(s), '#8a8f95', [-5.8, 8]),
          curve('non-saturating', (s) => softplus(-s), '#1f8ccc', [-5.1, 8]),
          curve('least squares', (s) => (s - 1) ** 2 / 2, '#2f9e77', [-2.45, 4]),
          curve('hinge, Wasserstein', (s) => -s, '#dd6a1f', [0.85, 0], [6, 4]),
        ],
      },
    ],
  };
}

/** One step: as it was, when D has learned, when G has. */
async function loop(course, engine) {
  const settings = course.state(course.plain);
  const trainer = await played(course, engine, settings, 300);
  const before = await trainer.view();
  // a single update is too small to be seen: four times as far
  trainer.turnDials({
    ...settings,
    discriminatorRate: 4 * settings.discriminatorRate,
    generatorRate: 4 * settings.generatorRate,
  });
  const { between } = await trainer.watch();
  await trainer.play('both', 1);
  const after = await trainer.view();
  await trainer.close();
  const frame = course.frames.ring;
  const scale = { middle: before.middle, spread: before.spread };
  return row(
    [
      { label: 'before', view: before, frame, layers: only('surface', 'real', 'generated') },
      {
        label: 'D has learned',
        view: { ...between, ...scale },
        frame,
        layers: only('surface', 'real', 'generated', 'pushes'),
      },
      { label: 'G has learned', view: { ...after, ...scale }, frame, layers: only('surface', 'real', 'generated') },
    ],
    174,
  );
}

export const basics = {
  generative: (course, engine) => times(course, engine, course.state({}), [0, 500, 2000], only('real', 'generated')),
  discriminating,
  latents,
  generator: (course, engine) =>
    beside(
      course,
      engine,
      [
        ['linear', course.state({ generatorDepth: 0 })],
        ['one layer of 8', course.state({ generatorDepth: 1, generatorWidth: 8 })],
        ['three layers of 64', course.state({})],
      ],
      2000,
      only('real', 'generated', 'manifold'),
    ),
  discriminator,
  game: (course, engine) =>
    times(course, engine, course.state({}), [100, 1000, 2000], only('surface', 'real', 'generated')),
  losses,
  loop,
};
