// A training step of a size of its own, timed: node scripts/bench/growth/duel.mjs '{"system", "side", "batch", "width", …}'
// Prints one JSON line; see ../timed.mjs.
import { noiseFeeder } from '../step.mjs';
import { timed } from '../timed.mjs';
import { stepOfPoint } from './sweeps.mjs';

const { seconds, threads, ...point } = JSON.parse(process.argv[2]);
const { outputs, description, data } = stepOfPoint(point);
await timed({ outputs, description, feeder: noiseFeeder(description, data), seconds, threads, device: 'cpu' });
