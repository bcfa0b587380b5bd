import { compile, inferencePlan, type Plan, trainingPlan } from '../../compile/compile.ts';
import { buildStep, ganGame, inferenceGraph, initialState, portNames, resizeGan } from '../../gan/index.ts';
import type { Arrays, DeviceKind } from '../../runtime/engine.ts';
import { openHere } from '../../runtime/node/open.ts';
import * as ort from '../../runtime/node/ort.ts';
import { openDevice } from '../../runtime/node/worker.ts';
import { rowGraphs } from '../../tensor/differentiate.testing.ts';
import type { Tensor } from '../../tensor/index.ts';
import { operatorRows } from '../../tensor/operators.testing.ts';
import { type ReferenceSystem, referenceFeeds, referenceState, referenceSystems } from './referenceSystems.ts';

/**
 * What selfTest.webgpu.test.ts has done in processes of their own: Vulkan's driver is chosen by the environment, before
 * ONNX Runtime loads. Each prints one line of JSON.
 */

/** A reference system at another batch, to be quick. */
function small(name: string, batch: number): ReferenceSystem {
  const sys = referenceSystems().find((s) => s.name === name)!;
  return { ...sys, spec: resizeGan(sys.spec, batch) };
}

function stepOf(sys: ReferenceSystem, plan: Plan) {
  const { outputs, description } = buildStep(ganGame(sys.spec), { shape: sys.exampleShape, classCount: 0 });
  return { model: compile(outputs, plan).bytes, state: referenceState(sys, initialState(description, 0)) };
}

/** ‖a − b‖ / ‖b‖ over all tensors of a group. */
function distance(a: Arrays, b: Arrays, names: readonly string[]): number {
  let [off, all] = [0, 0];
  for (const n of names)
    b[n]!.data.forEach((v, i) => {
      off += (a[n]!.data[i]! - v) ** 2;
      all += v * v;
    });
  return Math.sqrt(off / all);
}

/** A state's tensors by player and by what they are: parameters and statistics, or first or second moments. */
function groups(state: Arrays): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const name of Object.keys(state)) {
    const kind = /\.(m|v)$/.exec(name)?.[1] ?? (name.includes('.adam.') ? 'corrections' : 'weights');
    const group = `${name.split(/[/.]/)[0]} ${kind}`;
    out.set(group, [...(out.get(group) ?? []), name]);
  }
  return out;
}

/** Two steps on WebGPU, its state staying there; the CPU takes each step from the state that WebGPU had before it. */
async function compare(name: string, batch: number, worker: boolean) {
  const sys = small(name, batch);
  const { model, state } = stepOf(sys, trainingPlan);
  const [gpu, cpu] = [await (worker ? openDevice : openHere)('webgpu'), await openHere('cpu', { threads: 1 })];
  const onGpu = await gpu.loadStateful(model, structuredClone(state));
  const steps = [];
  let before: Arrays = state;
  for (let s = 0; s < 2; s++) {
    const got = await onGpu.step(referenceFeeds(sys, s));
    const after = await onGpu.readState();
    const onCpu = await cpu.loadStateful(model, before);
    const want = await onCpu.step(referenceFeeds(sys, s));
    const wanted = await onCpu.readState();
    await onCpu.close();
    const losses = [portNames.metric('dLoss'), portNames.metric('gLoss')].map((m) =>
      Math.abs(got[m]!.data[0]! / want[m]!.data[0]! - 1),
    );
    const state = Object.fromEntries([...groups(wanted)].map(([g, names]) => [g, distance(after, wanted, names)]));
    steps.push({ losses: Math.max(...losses), state });
    before = after;
  }
  await onGpu.close();
  await gpu.close();
  await cpu.close();
  return { device: gpu.device, engine: gpu.constructor.name, steps };
}

/** Loads models with a log that says on which device each node is placed, which is read from stderr. */
async function place(models: Iterable<readonly [string, Uint8Array]>) {
  ort.env.logLevel = 'verbose';
  for (const [name, model] of models) {
    process.stderr.write(`\nMODEL ${name}\n`);
    const options = { executionProviders: ['webgpu'], logSeverityLevel: 0, logVerbosityLevel: 1 } as const;
    const session = await ort.InferenceSession.create(model, options);
    await session.release();
  }
  return 'placed';
}

function* operatorModels(): Generator<readonly [string, Uint8Array]> {
  for (const row of operatorRows) {
    const { output, first } = rowGraphs(row);
    const outputs: Record<string, Tensor> = { output };
    for (const [i, g] of first.entries()) outputs[`first${i}`] = g;
    yield [row.name, compile(outputs, trainingPlan).bytes];
  }
}

function* systemModels(): Generator<readonly [string, Uint8Array]> {
  for (const { name } of referenceSystems()) {
    const sys = small(name, 4);
    for (const plan of [trainingPlan, inferencePlan])
      yield [`${name}, step, ${plan.convolutions}`, stepOf(sys, plan).model];
    const { outputs } = inferenceGraph(sys.spec, 'generator');
    yield [`${name}, generator`, compile(outputs, inferencePlan).bytes];
  }
}

/** Opens a device and says how that ended. */
async function open(kind: DeviceKind) {
  try {
    const engine = await openDevice(kind);
    await engine.close();
    return { device: engine.device };
  } catch (error) {
    const { code, fix, message } = error as { code: string; fix: string; message: string };
    return { code, fix, message };
  }
}

const tasks: Record<string, (...args: string[]) => Promise<unknown>> = {
  open: (kind) => open(kind as DeviceKind),
  compare: (name, batch, where) => compare(name!, Number(batch), where === 'worker'),
  operators: () => place(operatorModels()),
  systems: () => place(systemModels()),
};
const [task, ...args] = process.argv.slice(2);
console.log(JSON.stringify(await tasks[task!]!(...args)));
