import { printableLine } from '../../files/printable.ts';
import type { DiagnosedRun, Examined } from '../../run/diagnosis/diagnose.ts';
import { defineCommand } from '../command.ts';
import { counter } from '../counter.ts';
import { count, flag, text } from '../options.ts';
import type { Output } from '../output.ts';
import { table } from '../style.ts';
import { figures } from '../train/words.ts';
import { usage } from '../usage.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'looks a run over for what goes wrong; without a run: versions, devices, and whether they compute right',
  args: [{ name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'", optional: true }],
  options: {
    quick: flag('without a run: no numerical self-test'),
    runs: text('DIR', 'folder of runs (default runs)'),
    threads: count('N', 'threads of the CPU (default all)'),
  },
  notes:
    'Of a run it looks at the curves, at 1,000 samples beside as many real examples, at what D says of examples that it has ' +
    'learned from and of others, and at how far G has moved. It names mode collapse, a D or a G that is too far ahead, ' +
    'oscillation, divergence, a D that knows its examples by heart, a G that copies them, and one that does not learn: with ' +
    'the numbers that say so, and the commands that try what may help.\n' +
    'The self-test trains the systems for a few steps from known weights, and compares losses and gradients with ' +
    'PyTorch in float64. A device that fails it trains something else than it should. Ends with 5 if one does.',
  examples: [
    { command: 'duel doctor', does: 'takes about 15 seconds' },
    { command: 'duel doctor last', does: 'what goes wrong in the last run' },
  ],

  async run({ args, options, output }) {
    if (args[0] !== undefined) return lookOver(args[0], options, output);
    const useless = (['runs', 'threads'] as const).find((name) => options[name] !== undefined);
    if (useless !== undefined)
      throw usage('contradiction', `--${useless} is for looking a run over`, { fix: 'name the run: duel doctor last' });
    const { examine, machineFacts, testedSystems, testSystem } = await import('../../run/doctor/doctor.ts');
    const { shown } = await import('../invocation.ts');
    const { openDevice } = await import('../../runtime/node/worker.ts');
    const { bold, dim, green, red, yellow, cyan } = output.style;
    const say = (text: string) => {
      if (!output.json) output.print(text);
    };
    const facts = machineFacts();
    const giga = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
    const { data, memory } = facts;
    const folder =
      data.folder === null
        ? `DUEL_DATA is not set; downloads are kept in ${data.cache}`
        : `${shown(data.folder)}${data.folderIsThere ? '' : red(' (DUEL_DATA names a folder that is not there)')}`;
    say(
      table([
        [bold('Duel'), facts.duel],
        [bold('Node'), facts.node],
        [bold('ONNX Runtime'), facts.onnxruntime],
        [bold('System'), `${facts.platform}, ${facts.cpu}, ${facts.threads} threads`],
        [bold('Memory'), `${giga(memory.total)}, ${giga(memory.free)} free`],
        [bold('Data'), folder],
        ['', `here: ${data.here.join(', ')}`],
        ...(data.missing.length === 0 ? [] : [['', dim(`not here: ${data.missing.join(', ')}; see 'duel datasets'`)]]),
      ]),
    );
    const devices: Record<string, unknown>[] = [];
    let allRight = true;
    for (const kind of ['cpu', 'webgpu', 'cuda'] as const) {
      const state = await examine(kind);
      if (!state.present) {
        say(`\n${bold(kind)}  ${yellow('not here')}: ${state.reason}\n  ${dim('fix:')} ${state.fix}`);
        devices.push({ ...state });
        continue;
      }
      const engine = await openDevice(kind, {});
      const { adapter, threads } = engine.device;
      say(`\n${bold(kind)}  ${green('here')}${adapter === undefined ? '' : `: ${adapter}`}`);
      const tests = [];
      for (const [system, steps] of options.quick ? [] : testedSystems(kind)) {
        if (output.isLive) output.draw(dim(`  ${system.name} …`));
        const line = await testSystem(engine, system, steps);
        if (output.isLive) output.draw('');
        tests.push(line);
        allRight &&= line.ok;
        const result = line.ok ? green('ok') : red('FAILED');
        const errors = `losses ${exponent(line.lossError)}, gradients ${exponent(line.gradientError)}`;
        const step = `${String(line.steps).padStart(2)} step${line.steps === 1 ? ' ' : 's'}`;
        say(`  ${cyan(line.system.padEnd(12))}  ${step}  ${result}  ${dim(`relative error: ${errors}`)}`);
      }
      await engine.close();
      devices.push({ kind, present: true, adapter: adapter ?? null, threads, tests });
    }
    if (output.json) output.print(JSON.stringify({ ...facts, devices, ok: allRight }));
    if (!allRight)
      output.note(`${output.noteStyle.red('a device computes wrong numbers')}: train on another, and report it`);
    return allRight ? 0 : 5;
  },
});

async function lookOver(
  run: string,
  { quick, runs, threads }: { quick: boolean; runs?: string | undefined; threads?: number | undefined },
  output: Output,
): Promise<number> {
  if (quick)
    throw usage('contradiction', '--quick leaves the self-test out, and of a run there is none', {
      fix: 'leave --quick out',
    });
  const { findRun } = await import('../../run/directory/directory.ts');
  const { keepOrNote } = await import('../../run/directory/keepOrNote.ts');
  const { diagnoseRun } = await import('../../run/diagnosis/diagnose.ts');
  const { writeDiagnosis } = await import('../../run/diagnosis/kept.ts');
  const directory = findRun(run, runs ?? 'runs');
  const found = await diagnoseRun(directory, { threads, onProgress: counter(output, 'samples') });
  const notes = [...found.notes];
  keepOrNote('what was found', notes, () => writeDiagnosis(found));
  output.result({ ...found, notes }, wordsOf(found, output));
  for (const note of notes) output.note(`${output.noteStyle.yellow('note:')} ${printableLine(note)}`);
  return 0;
}

/** For each finding a paragraph, its numbers and its commands; then what was looked for in vain. */
function wordsOf({ findings, others, step }: DiagnosedRun, output: Output): string {
  const { bold, dim, green, yellow } = output.style;
  const at = step === 0 ? 'before its first checkpoint' : `at step ${step.toLocaleString('en-US')}`;
  const head =
    findings.length === 0
      ? `${green('nothing found')} ${at}`
      : `${yellow(findings.length === 1 ? 'one thing found' : `${findings.length} things found`)} ${at}`;
  const parts = findings.map((finding) =>
    [
      bold(`${finding.title[0]!.toUpperCase()}${finding.title.slice(1)}.`),
      finding.about,
      '',
      signsOf(finding, output),
      ...finding.remedies.flatMap(({ what, command }) => ['', `  ${dim('try')} ${what}:`, `    ${command}`]),
    ].join('\n'),
  );
  const rest = others.map((one) => `${bold(one.name)}\n${signsOf(one, output)}`);
  return [head, ...parts, ...(rest.length > 0 ? [dim('looked for as well, and not found:'), ...rest] : [])].join(
    '\n\n',
  );
}

function signsOf({ signs }: Examined, { style: { yellow, dim } }: Output): string {
  const value = (n: number) => (Number.isInteger(n) ? n.toLocaleString('en-US') : figures(n));
  return table(
    signs.map(({ what, value: found, limit, side, isThere }) => [
      `  ${what}`,
      isThere ? yellow(value(found)) : value(found),
      dim(`a sign ${side} ${value(limit)}`),
    ]),
    [1],
  );
}

const exponent = (value: number): string => value.toExponential(0);
