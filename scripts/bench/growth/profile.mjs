// Where the time of a training step of a size of its own goes, by operator and shape:
//     npm run build && node scripts/bench/growth/profile.mjs '{"system": "dcgan", "side": 32, "batch": 8, "width": 64}'
// 'threads' (2) and 'seconds' (3) may be named too. 'width' is dcgan's alone.
import { profileOf, profileText } from '../profile.mjs';
import { noiseFeeder } from '../step.mjs';
import { stepOfPoint } from './sweeps.mjs';

const { seconds = 3, threads = 2, ...point } = JSON.parse(process.argv[2]);
const { data, ...step } = stepOfPoint(point);
const system = `${point.system} ${point.side}×${point.side}, batch ${point.batch}`;
const feeder = noiseFeeder(step.description, data);
console.log(profileText(await profileOf({ system, ...step, feeder }, { threads, seconds }), { threads }));
