import { defineCommand } from '../command.ts';
import { flag } from '../options.ts';
import { table } from '../style.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'shows versions, devices and data, and tests that each device computes right',
  args: [],
  options: { quick: flag('no numerical self-test') },
  notes:
    'The self-test trains the systems for a few steps from known weights, and compares losses and gradients with ' +
    'PyTorch in float64. A device that fails it trains something else than it should. Ends with 5 if one does.',
  examples: [{ command: 'duel doctor', does: 'takes about 15 seconds' }],

  async run({ options, output }) {
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

const exponent = (value: number): string => value.toExponential(0);
