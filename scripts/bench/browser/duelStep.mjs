// A system's training in Duel: the step that `train` compiles, fed and run as there, with its engine in a worker or thread.
import { compile, trainingPlan } from '../../../dist/compile/compile.js';
import { ring } from '../../../dist/data/embedded.js';
import { buildStep, Feeder, gameOf, initialState, runSteps } from '../../../dist/gan/index.js';
import { findPreset } from '../../../dist/presets/registry.js';

/** @param open opens the device */
export async function timedDuel({ system, seconds, warm }, open) {
  const isRing = system === 'ring';
  const shape = isRing ? [2] : [28, 28, 1];
  const { outputs, description } = buildStep(gameOf(findPreset(system).game({ shape, classCount: 0 })), {
    shape,
    classCount: 0,
  });
  const feeder = new Feeder(description, isRing ? ring() : noise(shape), {
    ...{ seed: 0, totalSteps: 1e9, draw: 'replacement', range: [-1, 1] },
  });
  const engine = await open();
  const program = await engine.loadStateful(compile(outputs, trainingPlan).bytes, initialState(description, 0));
  const times = [];
  const start = performance.now();
  let since = start;
  let steps = 0;
  await runSteps({
    ...{ program, feeder, from: 0, to: 1e9 },
    signal: {
      get aborted() {
        return performance.now() - since > seconds * 1000 && times.length >= 5;
      },
    },
    onStep: (_, __, stepSeconds) => {
      // the number of steps in a call is found meanwhile, and WebAssembly compiled
      if (steps++ < 5 || performance.now() - start < warm * 1000) since = performance.now();
      else times.push(stepSeconds * 1000);
    },
  });
  await engine.close();
  times.sort((a, b) => a - b);
  return { msPerStep: times[times.length >> 1], steps: times.length };
}

/** Pictures of noise, held as bytes as a data set's are. */
function noise(shape) {
  const size = shape.reduce((a, b) => a * b);
  const pixels = Uint8Array.from({ length: 2048 * size }, () => Math.random() * 256);
  return {
    ...{ count: 2048, shape },
    read: async (indices, out) => {
      for (let k = 0; k < indices.length; k++)
        for (let i = 0; i < size; i++) out[k * size + i] = pixels[indices[k] * size + i] / 127.5 - 1;
    },
  };
}
