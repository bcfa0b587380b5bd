import { numbers, texts } from './values.mjs';

const briefSearch = [
  ...['--trials', '2', '--steps', '4', '--min-steps', '2', '--confirm', '0'],
  ...['--threads', '1', '--over', 'generator.optimizer.learningRate=1e-4..1e-3:log'],
];
/** What the studio's page asks of its server, which the worker asks without one. */
const studioPaths = [
  '',
  ...['', '/curves', '/curves?from=2', '/dials', '/pictures/4', '/pictures/reals'].map((path) => `/001-ring${path}`),
];

/** Commands on a run of a kind whose folder has been changed. `out`: a folder that they may write to. */
export function callOnRun({ kind, run, out, pictures }, random) {
  const file = (ending) => ['--out', `${out}/x.${ending}`];
  const step = () => ['--checkpoint', random.of(['last', 'best', '2', '4', '99'])];
  const some = (...options) => options.filter(() => random.chance(0.4)).flat();
  const isTranslator = kind === 'pairs' || kind === 'domains';
  const translating = [
    () => ['translate', run, '--in', `${pictures}/a`, '--out', `${out}/t`, ...some(step(), ['--raw'])],
    () => ['translate', run, '--in', `${pictures}/a/0.png`, ...file(random.of(['png', 'webp'])), ...some(step())],
  ];
  const begin = ['--steps', '2', '--threads', '1', '--out', out];
  // hostile networks and archives come from the run: its graphs and checkpoints have been changed
  const extractor = () => [
    '--extractor',
    random.of([
      `${run}/graphs/${random.of(['generator', 'discriminator', 'step'])}.onnx`,
      `${run}/export/generator-000000004.onnx?range=0,1&layout=nhwc`,
      `inception:${run}/checkpoints/000000004.safetensors`,
    ]),
  ];
  const samples = () => random.of([`${run}/samples`, `${run}/metrics.jsonl`, `${pictures}/a`, `${run}/made.csv`]);
  return random.of([
    ...(isTranslator ? translating : []),
    () => [
      'train',
      'ring',
      '--init',
      random.of([run, `${run}@2`, `${run}/checkpoints/000000004.safetensors`]),
      ...begin,
    ],
    () => ['sample', run, '-n', '5', ...some(step(), ['--raw'], file(random.of(['csv', 'npy', 'png'])))],
    () => ['eval', run, '-n', '20', ...some(step(), ['--raw'])],
    () => [
      'export',
      run,
      ...some(['--to', random.of(['onnx', 'safetensors', 'step'])], step(), ['--raw'], ['--net', 'discriminator']),
    ],
    () => ['export', run, '--to', 'step', '--out', `${out}/step`],
    () => ['runs', '--runs', `${run}/..`],
    () => ['train', run, '--steps', '6', '--threads', '1'],
    () => ['train', run, '--steps', '6', '--threads', '1', ...some(['--snapshot-every', '1'], ['--keep', '1'])],
    () => ['walk', run, '--frames', '3', ...some(step(), file('gif'))],
    () => ['report', run, ...some(file('html'))],
    () => ['export', run, '--to', 'tensorboard', ...some(['--out', `${out}/tensorboard`])],
    () => ['export', run, '--to', 'html', ...some(file('html'), step(), ['--raw'])],
    () => ['export', run, '--to', 'site', '--out', `${out}/site`],
    () => ['doctor', run, '--threads', '1'],
    () => ['tell', run, random.of(['pause', 'go-on', 'snapshot', 'stop'])],
    () => ['dial', run, ...some([`generator.optimizer.learningRate=${value(random)}`])],
    () => ['search', `${run}/config.json`, ...briefSearch, '--out', `${out}/search`],
    () => ['studio', '--runs', `${run}/..`, `/api/runs${random.of(studioPaths)}`],
    () => ['studio', '--runs', `${run}/..`, `/api/runs${random.of(studioPaths)}`],
    () => ['timelapse', run, ...some(file(random.of(['gif', 'webp'])))],
    () => ['eval', samples(), random.of([`${pictures}/b`, samples()]), ...extractor(), '-n', '3', '--resolution', '16'],
    () => ['eval', run, '-n', '20', '--metrics', 'fid', ...extractor()],
    () => [
      ...['train', run, '--steps', '6', '--threads', '1', '--snapshot-every', '1', '--eval-every', '2'],
      ...some(['--best-by', random.of(['klReverse', 'l1', 'fid'])], ['--patience', '1']),
    ],
  ])();
}

/** What tests devices, fetches, or serves until it is stopped. */
const unending = ['doctor', 'data fetch', 'studio', 'playground'];

const value = (random) => String(random.of(random.of([numbers, numbers, texts])));

/** Any command with options of its own, each with a value that programs stumble over. */
export function anyCall(commands, { run, out, pictures }, random) {
  const command = random.of(commands.filter(({ name }) => !unending.includes(name)));
  const given = Object.entries(command.options).filter(() => random.chance(2.5 / Object.keys(command.options).length));
  const flag = (name) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
  const words = given.flatMap(([name, { placeholder }]) => {
    if (placeholder === undefined) return [flag(name)];
    if (name === 'out')
      return [
        '--out',
        `${out}/${random.of(['x.png', 'x.csv', 'x.npy', 'x', 'x.gif', 'a/b/c', 'x.onnx', '\u001b[31m.png'])}`,
      ];
    if (name === 'runs') return ['--runs', random.of([`${run}/..`, out, `${out}/none`])];
    if (name === 'saveLatents') return ['--save-latents', `${out}/latents.npy`];
    if (name === 'set') return ['--set', `${random.of(settings)}=${value(random)}`];
    const likely = likelyValues({ run, pictures, random })[name];
    if (likely && random.chance(0.7)) return [flag(name), likely()];
    return [flag(name), value(random)];
  });
  const target =
    command.name === 'train'
      ? random.of(['ring', run, 'quickstart', 'none', 'pix2pix', 'cyclegan'])
      : random.of([run, run, 'last', value(random)]);
  const more = () => random.of([`${pictures}/a`, `${run}/samples`, `${run}/made.csv`, value(random)]);
  const args = command.args.flatMap(({ optional }, i) =>
    i === 0 ? [target] : optional && random.chance(0.5) ? [] : [more()],
  );
  // a training must end, and so must a search of some
  const short =
    command.name === 'train'
      ? ['--steps', '2', '--threads', '1', ...(random.chance(0.5) ? ['--dry-run'] : [])]
      : command.name === 'search'
        ? briefSearch.filter((_, i) => !words.includes(briefSearch[i - (i % 2)]))
        : [];
  const isOfPictures = ['pix2pix', 'cyclegan'].includes(target) && command.name === 'train';
  const small = isOfPictures ? missing(words, smallPictures(target, pictures)) : [];
  const size =
    ['sample', 'eval', 'walk'].includes(command.name) && !words.includes('-n') && random.chance(0.7) ? ['-n', '5'] : [];
  return [
    ...command.name.split(' '),
    ...args,
    ...short,
    ...small,
    ...size,
    ...words,
    ...(words.includes('--out') || !['train', 'search'].includes(command.name) ? [] : ['--out', out]),
  ];
}

/** Values that get further than most, of options that name runs, pictures and what is made of them. */
const likelyValues = ({ run, pictures, random }) => {
  const place = () => random.of(['a', 'b', `${pictures}/a`, `${pictures}/b`, pictures, '..', `${run}/samples`]);
  return {
    init: () => random.of([run, `${run}@2`, `${run}@99`, `${run}/checkpoints/000000004.safetensors`]),
    freeze: () => `${random.of(['generator', 'discriminator', 'a2b', '__proto__'])}:${random.of(numbers)}`,
    pairs: () =>
      `${random.of(['grey', 'down', 'mask', 'noise', 'blur', 'edges', 'side-by-side'])}${random.chance(0.7) ? `:${random.of(numbers)}` : ''}`,
    data: place,
    input: place,
    target: place,
    domainA: place,
    domainB: place,
    in: place,
    holdOut: () => random.of(['0.4', '0.9', '0.001']),
    extractor: () => `${random.of(['', 'inception:'])}${run}/graphs/generator.onnx`,
    judge: () => run,
    bestBy: () => random.of(['klReverse', 'modes', 'fid', 'l1', '__proto__']),
  };
};

/** What a training of pictures needs to be small, and has not been given. */
const smallPictures = (preset, pictures) => ({
  ...(preset === 'pix2pix'
    ? { data: pictures, pairs: 'grey' }
    : { domainA: `${pictures}/a`, domainB: `${pictures}/b` }),
  resolution: '16',
  holdOut: '0.4',
  batch: '1',
});

const missing = (words, options) => [
  ...Object.entries(options).flatMap(([name, text]) => {
    const flag = `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
    return words.includes(flag) ? [] : [flag, text];
  }),
  '--set',
  'width=2',
];

/** Settings of every kind of value. */
const settings = [
  'stages.0.until',
  'stages.0.game',
  'stages',
  'freeze',
  'data.pairs',
  'data.pairs.type',
  'data.domains',
  'data.crop',
  'width',
  'blocks',
  'steps',
  'seed',
  'keep',
  'snapshotEvery',
  'microbatch',
  'name',
  'draw',
  'loss',
  'loss.real',
  'penalties.0',
  'penalties.0.weight',
  'batch',
  'batch.generator',
  'batch.discriminator',
  'generator.ema',
  'generator.optimizer',
  'generator.optimizer.learningRate',
  'generator.optimizer.beta1',
  'generator.optimizer.epsilon',
  'discriminator.optimizer.clip.norm',
  'generator.network.layers.0.units',
  'discriminator.network.layers.0.units',
  'generator.network.inputs',
  'monitor.rows',
  'monitor.columns',
  'report.every',
  'data.range.0',
  'data.source',
  'data.resolution',
  'data.seed',
  'instanceNoise',
  'augment',
  'topK.share',
  'unrolling.steps',
  'order',
  'discriminatorSteps',
  'historicalAveraging.weight',
  'featureMatching.weight',
  'game.type',
  '__proto__.x',
  'constructor',
  '',
];
