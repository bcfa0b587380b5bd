// Some steps of a system on WebGPU beside PyTorch's in float64: node scripts/bench/gpu/selfTest.mjs '{"system", "device"}'
// Prints one JSON line: {steps, lossError, gradientError, passed, adapter}.
import { trainingPlan } from '../../../dist/compile/compile.js';
import { referenceSystems } from '../../../dist/presets/selfTest/referenceSystems.js';
import { selfTest } from '../../../dist/presets/selfTest/selfTest.js';
import { openDevice } from '../../../dist/runtime/node/worker.js';

/** How many steps tell enough: the errors of one are those of all of its operators. */
const steps = { 'mnist-mlp': 3, 'fashion-mlp': 3, 'mnist-dcgan': 2, 'celeba-dcgan': 1 };

const { system, device } = JSON.parse(process.argv[2]);
const engine = await openDevice(device, {});
const reference = referenceSystems().find(({ name }) => name === system);
const { errors, gradientErrors, passed } = await selfTest(engine, reference, steps[system], trainingPlan);
console.log(
  JSON.stringify({
    steps: steps[system],
    lossError: Math.max(...errors),
    gradientError: Math.max(...Object.values(gradientErrors)),
    passed,
    adapter: engine.device.adapter,
  }),
);
await engine.close();
