import { absent } from './absent.ts';

// Stands for modules of Node that a page has nothing for: node:child_process, node:module, node:url, node:worker_threads,
// node:stream/consumers.

const programs = 'other programs';
export const spawn = absent('spawn', programs);
export const spawnSync = absent('spawnSync', programs);
export const execFile = absent('execFile', programs);
export const fileURLToPath = absent('fileURLToPath', programs);
export const createRequire = absent('createRequire', programs);
export const buffer = absent('buffer', 'weights of PyTorch');
export const isMainThread = true;
export const Worker = absent('Worker', programs);
