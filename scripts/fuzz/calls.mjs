import { numbers, texts } from './values.mjs';

/** Commands on a run whose folder has been changed. `out`: a folder that they may write to. */
export function callOnRun(run, out, random) {
  const file = (ending) => ['--out', `${out}/x.${ending}`];
  const step = () => ['--checkpoint', random.of(['last', 'best', '2', '4', '99'])];
  const some = (...options) => options.filter(() => random.chance(0.4)).flat();
  return random.of([
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
  ])();
}

const value = (random) => String(random.of(random.of([numbers, numbers, texts])));

/** Any command with options of its own, each with a value that programs stumble over. */
export function anyCall(commands, run, out, random) {
  const command = random.of(commands.filter(({ name }) => !['doctor', 'data fetch'].includes(name)));
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
    return [flag(name), value(random)];
  });
  const target =
    command.name === 'train'
      ? random.of(['ring', run, 'quickstart', 'none'])
      : random.of([run, run, 'last', value(random)]);
  const args = command.args.map(() => target);
  // a training must end
  const short =
    command.name === 'train' ? ['--steps', '2', '--threads', '1', ...(random.chance(0.5) ? ['--dry-run'] : [])] : [];
  const size =
    ['sample', 'eval', 'walk'].includes(command.name) && !words.includes('-n') && random.chance(0.7) ? ['-n', '5'] : [];
  return [
    ...command.name.split(' '),
    ...args,
    ...short,
    ...size,
    ...words,
    ...(words.includes('--out') || command.name !== 'train' ? [] : ['--out', out]),
  ];
}

/** Settings of every kind of value. */
const settings = [
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
