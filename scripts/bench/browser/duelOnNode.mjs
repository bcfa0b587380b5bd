// The same step on Node: node scripts/bench/browser/duelOnNode.mjs '{"system", "seconds", "threads"}'
import { openDevice } from '../../../dist/runtime/node/worker.js';
import { timedDuel } from './duelStep.mjs';

const { threads, ...options } = JSON.parse(process.argv[2]);
console.log(JSON.stringify(await timedDuel(options, () => openDevice('cpu', { threads }))));
