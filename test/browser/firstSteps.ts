import { compile, trainingPlan } from '../../src/compile/compile.ts';
import { ring } from '../../src/data/embedded.ts';
import { buildStep, type ExampleSource, Feeder, gameOf, gan, initialState, withBatch } from '../../src/gan/index.ts';
import { adam, dense, flatten, leakyRelu, network, reshape } from '../../src/nn/index.ts';
import { findPreset } from '../../src/presets/registry.ts';
import type { Arrays, Engine } from '../../src/runtime/engine.ts';

const optimizer = adam({ learningRate: 1e-3 });
const shape = [28, 28, 1];

/** Systems that the same step is taken of on every device, small enough for a GPU that is played in software. */
const systems = {
  ring: () => ({ spec: findPreset('ring')!.game({ shape: [2], classCount: 0 }), source: ring() }),
  'mnist-mlp': () => ({
    spec: withBatch(findPreset('mnist-mlp')!.game({ shape, classCount: 10 }), 8),
    source: waves(shape),
  }),
  tiny: () => ({
    spec: gan({
      generator: { network: network([4], [dense(16), leakyRelu(0.2), dense(784), reshape(shape)]), optimizer },
      discriminator: { network: network(shape, [flatten(), dense(16), leakyRelu(0.2), dense(1)]), optimizer },
      batch: { generator: 8, discriminator: 8 },
    }),
    source: waves(shape),
  }),
} as const;
export type System = keyof typeof systems;

/** Examples by a formula, in place of pictures that would have to lie somewhere. */
const waves = (shape: readonly number[]): ExampleSource => ({
  count: 64,
  shape,
  read: async (indices, out) => {
    for (let i = 0; i < out.length; i++) out[i] = Math.sin(i * 12.9898 + indices[0]!);
  },
});

export interface Steps {
  /** float32 in base64, by the names of the step's results and of its state. */
  readonly metrics: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
}

/** The first steps of a system, from the weights of seed 1. */
export async function firstSteps(engine: Engine, system: System, count = 1): Promise<Steps> {
  const { spec, source } = systems[system]();
  const { outputs, description } = buildStep(gameOf(spec)!, { shape: source.shape, classCount: 10 });
  const feeder = new Feeder(description, source, { seed: 1, totalSteps: 10, draw: 'replacement', range: [-1, 1] });
  const program = await engine.loadStateful(compile(outputs, trainingPlan).bytes, initialState(description, 1));
  const metrics = coded(await program.steps(await feeder.several(0, count), count));
  const state = coded(await program.readState());
  await program.close();
  return { metrics, state };
}

const coded = (arrays: Arrays): Record<string, string> =>
  Object.fromEntries(
    Object.entries(arrays).map(([name, { data }]) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      let text = '';
      for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
      return [name, btoa(text)];
    }),
  );
const decoded = (text: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);

/**
 * The largest difference between two, and where it is. Adam divides a gradient by its size: where that is 0 but for
 * rounding, as of a bias that a relativistic loss does not see, rounding says where the parameter goes, and the gradient
 * alone is compared, as Adam remembers it.
 */
export function farthest(a: Steps, b: Steps): { readonly name: string; readonly difference: number } {
  let worst = { name: 'none', difference: 0 };
  for (const kind of ['metrics', 'state'] as const) {
    if (Object.keys(a[kind]).join() !== Object.keys(b[kind]).join()) return { name: kind, difference: Infinity };
    for (const [name, values] of Object.entries(a[kind])) {
      const others = decoded(b[kind][name]!);
      const parameter = name.replace(/\.ema$/, '');
      const slot = a.state[`${parameter}.vSum`] ?? a.state[`${parameter}.v`];
      const squares = slot === undefined ? undefined : decoded(slot);
      decoded(values).forEach((v, i) => {
        const difference = Math.abs(v - others[i]!);
        if (squares && squares[i]! < 1e-10) return;
        // a NaN is no agreement
        if (!(difference <= worst.difference)) worst = { name: `${name}[${i}]`, difference };
      });
    }
  }
  return worst;
}
