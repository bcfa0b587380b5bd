import type { CheckpointChoice } from '../../run/directory/checkpoints.ts';
import { defineCommand } from '../command.ts';
import { shown } from '../invocation.ts';
import { checkpoint, choice, flag, text } from '../options.ts';
import type { Output } from '../output.ts';
import { usage } from '../usage.ts';

export const exportRun = defineCommand({
  name: 'export',
  summary: 'ships a network, a page that shows it, the training step itself, or what was logged',
  args: [{ name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" }],
  options: {
    to: choice(
      ['onnx', 'html', 'site', 'step', 'safetensors', 'tensorboard'],
      'onnx (default): a network with its weights; html: a page in one file that makes samples, or translates pictures, in ' +
        'any browser, from disk and without a network; site: the same as a folder for a web host; step: the training ' +
        'step with its state; safetensors: weights alone; tensorboard: losses, pictures and metrics as TensorBoard reads them',
    ),
    net: text('generator|discriminator', 'which network (default: the generator; of a page all that translate)'),
    checkpoint: checkpoint(),
    raw: flag('the weights as trained, where the run keeps their average too'),
    out: text('PATH', "a file; for --to site, step and tensorboard a folder (default: in the run's folder export/)"),
    runs: text('DIR', 'folder of runs (default runs)'),
  },
  notes:
    "A generator takes 'latents' [n, …] from N(0, 1) and gives 'images' [n, height, width, channels]; a discriminator " +
    "takes 'images' and gives 'logits', and 'probabilities', P(real), where its loss means one; one that is an " +
    "autoencoder gives 'reconstructions'. n is free, and of a network that makes pictures from " +
    "pictures ('inputs' to 'images') height and width too, where its layers allow it. The file's metadata say the range.",
  examples: [
    { command: 'duel export last --to onnx --out generator.onnx', does: 'for any ONNX runtime' },
    { command: 'duel export last --to html --out demo.html', does: 'a page to open, to send, to put on the web' },
    { command: 'duel export 3 --to onnx --net discriminator', does: 'what judges pictures' },
    { command: 'duel export last --to step --out my-step', does: 'to train on in Python, C++, …' },
    { command: 'duel export 3 --to tensorboard --out logs/3', does: 'then: tensorboard --logdir logs' },
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
    const isPage = to === 'html' || to === 'site';
    const isFolder = to === 'step' || to === 'tensorboard' || to === 'site';
    const given = [net !== undefined && '--net', raw && '--raw', checkpoint !== undefined && '--checkpoint'].find(
      Boolean,
    );
    if (to === 'tensorboard' && given)
      throw usage('contradiction', `what was logged is of the whole training: ${given} means nothing here`, {
        fix: `leave ${given} out`,
      });
    if (options.out === '-' && (output.json || isFolder))
      throw usage(
        'contradiction',
        isFolder ? `--to ${to} writes a folder` : '--out - and --json both write to stdout',
        {
          where: '--out -',
          fix: 'name a file or folder with --out',
        },
      );
    const { findRun } = await import('../../run/directory/directory.ts');
    const { ownFolder, ownResult } = await import('../../run/directory/own.ts');
    const directory = findRun(args[0]!, options.runs ?? 'runs');
    if (to === 'tensorboard') return exportLog(directory, options, output);
    if (isPage) return exportPage(directory, to, options, output);
    const { exportOnnx, exportStep, exportWeights, exportable } = await import('../../run/export.ts');
    const { readConfig } = await import('../../run/config/config.ts');
    const { Checkpoints } = await import('../../run/directory/checkpoints.ts');
    const { join } = await import('node:path');

    const name = to === 'step' ? 'step' : (net ?? exportable(readConfig(directory))[0]!);
    const { step } = new Checkpoints(join(directory, 'checkpoints')).load(checkpoint ?? 'last');
    const ending = to === 'step' ? '' : `.${to}`;
    const out =
      options.out ??
      ownResult(
        ownFolder(directory, 'export'),
        `${name}-${String(step).padStart(9, '0')}${ending}`,
        to === 'step' ? 'folder' : 'file',
      );
    const write = { onnx: exportOnnx, step: exportStep, safetensors: exportWeights }[to];
    const { files } = await write(directory, out, { checkpoint: step, raw, net });
    const what = to === 'step' ? 'the training step' : `the ${name}`;
    output.note(`${what} as of step ${step.toLocaleString('en-US')}`);
    if (out === '-') return 0;
    output.result({ run: directory, to, net: to === 'step' ? null : name, step, out, files }, shown(out));
    return 0;
  },
});

/** A page that shows what a network makes. */
async function exportPage(
  directory: string,
  to: 'html' | 'site',
  {
    out: wanted,
    ...choice
  }: {
    readonly out?: string | undefined;
    readonly net?: string | undefined;
    readonly checkpoint?: CheckpointChoice | undefined;
    readonly raw?: boolean | undefined;
  },
  output: Output,
): Promise<number> {
  const { ownFolder, ownResult } = await import('../../run/directory/own.ts');
  const { encodePage, largePage, writePage } = await import('../../library/page.ts');
  const page = await encodePage(directory, to, choice);
  const { step, nets } = page;
  const name = `${nets.join('-')}-${String(step).padStart(9, '0')}${to === 'html' ? '.html' : '-site'}`;
  const out = wanted ?? ownResult(ownFolder(directory, 'export'), name, to === 'html' ? 'file' : 'folder');
  const files = await writePage(out, to, page);
  const bytes = Object.values(page.files).reduce((sum, { length }) => sum + length, 0);
  output.note(
    `the ${nets.join(' and the ')} as of step ${step.toLocaleString('en-US')}, ${(bytes / 1e6).toFixed(1)} MB`,
  );
  if (to === 'html' && bytes > largePage)
    output.note(`a file of this size opens slowly: --to site keeps the network beside its page, for a web host`);
  if (out === '-') return 0;
  output.result({ run: directory, to, nets, step, out, files, bytes }, shown(out));
  return 0;
}

/** The whole log of a run, for TensorBoard. */
async function exportLog(
  directory: string,
  options: { readonly out?: string | undefined },
  output: Output,
): Promise<number> {
  const { ownFolder, ownResult } = await import('../../run/directory/own.ts');
  const { exportTensorBoard } = await import('../../run/tensorboard/export.ts');
  const { printableLine } = await import('../../files/printable.ts');
  const out = options.out ?? ownResult(ownFolder(directory, 'export'), 'tensorboard', 'folder');
  const { path: _, problems, ...facts } = await exportTensorBoard(directory, out);
  const count = (n: number, what: string) => `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;
  for (const problem of problems) output.note(`${output.noteStyle.yellow('note:')} ${printableLine(problem)}`);
  output.note(
    `${count(facts.steps, 'step')}, ${count(facts.pictures, 'picture')}, metrics of ${count(facts.evaluated, 'step')}; see them with: tensorboard --logdir ${shown(out)}`,
  );
  output.result({ run: directory, to: 'tensorboard', out, ...facts, problems }, shown(out));
  return 0;
}
