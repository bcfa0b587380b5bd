import { openDevice } from '../../../dist/runtime/web/worker.js';
import { timedDuel } from './duelStep.mjs';

/** A system's step in a page. */
export const run = ({ threads, ...options }) => timedDuel(options, () => openDevice('cpu', { threads, wasm: 'wasm/' }));
