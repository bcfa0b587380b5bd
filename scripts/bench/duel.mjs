// A system's training in Duel, timed: node scripts/bench/duel.mjs '{"system", "seconds", "threads", "device"}'
// Prints one JSON line; see timed.mjs.
import { feederOf, stepOf } from './step.mjs';
import { timed } from './timed.mjs';

const { system, seconds, threads, device } = JSON.parse(process.argv[2]);
const { outputs, description } = stepOf(system);
await timed({ outputs, description, feeder: feederOf(description, system), seconds, threads, device });
