import { defineCommand } from '../command.ts';
import { shown } from '../invocation.ts';
import { checkpoint, choice, flag, text } from '../options.ts';
import { usage } from '../usage.ts';

export const exportRun = defineCommand({
  name: 'export',
  summary: 'ships a network, or the training step itself',
  args: [{ name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" }],
  options: {
    to: choice(
      ['onnx', 'step', 'safetensors'],
      'onnx (default): a network with its weights; step: the training step with its state; safetensors: weights alone',
    ),
    net: text('generator|discriminator', 'which network (default: the generator)'),
    checkpoint: checkpoint(),
    raw: flag('the weights as trained, where the run keeps their average too'),
    out: text('PATH', "a file; for --to step a folder (default: in the run's folder export/)"),
    runs: text('DIR', 'folder of runs (default runs)'),
  },
  notes:
    "A generator takes 'latents' [n, …] from N(0, 1) and gives 'images' [n, height, width, channels]; a discriminator " +
    "takes 'images' and gives 'logits', and 'probabilities', P(real), where its loss means one; one that is an " +
    "autoencoder gives 'reconstructions'. n is free, and of a network that makes pictures from " +
    "pictures ('inputs' to 'images') height and width too, where its layers allow it. The file's metadata say the range.",
  examples: [
    { command: 'duel export last --to onnx --out generator.onnx', does: 'for any ONNX runtime' },
    { command: 'duel export 3 --to onnx --net discriminator', does: 'what judges pictures' },
    { command: 'duel export last --to step --out my-step', does: 'to train on in Python, C++, …' },
  ],

  async run({ args, options, output }) {
    const { to = 'onnx', net, raw, checkpoint } = options;
    if (to === 'step' && (net !== undefined || raw))
      throw usage(
        'contradiction',
        `the training step has all networks: ${raw ? '--raw' : '--net'} means nothing here`,
        {
          fix: `leave ${raw ? '--raw' : '--net'} out`,
        },
      );
    if (options.out === '-' && (output.json || to === 'step'))
      throw usage(
        'contradiction',
        output.json ? '--out - and --json both write to stdout' : 'a step is a folder of files',
        {
          where: '--out -',
          fix: 'name a file or folder with --out',
        },
      );
    const { findRun } = await import('../../run/directory/directory.ts');
    const { ownFolder } = await import('../../run/directory/own.ts');
    const directory = findRun(args[0]!, options.runs ?? 'runs');
    const { exportOnnx, exportStep, exportWeights, exportable } = await import('../../run/export.ts');
    const { readConfig } = await import('../../run/config/config.ts');
    const { Checkpoints } = await import('../../run/directory/checkpoints.ts');
    const { join } = await import('node:path');

    const name = to === 'step' ? 'step' : (net ?? exportable(readConfig(directory))[0]!);
    const { step } = new Checkpoints(join(directory, 'checkpoints')).load(checkpoint ?? 'last');
    const ending = to === 'step' ? '' : `.${to}`;
    const out =
      options.out ?? join(ownFolder(directory, 'export'), `${name}-${String(step).padStart(9, '0')}${ending}`);
    const write = { onnx: exportOnnx, step: exportStep, safetensors: exportWeights }[to];
    const { files } = await write(directory, out, { checkpoint: step, raw, net });
    const what = to === 'step' ? 'the training step' : `the ${name}`;
    output.note(`${what} as of step ${step.toLocaleString('en-US')}`);
    if (out === '-') return 0;
    output.result({ run: directory, to, net: to === 'step' ? null : name, step, out, files }, shown(out));
    return 0;
  },
});
