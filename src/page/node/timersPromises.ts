import { setImmediate as soon } from './timers.ts';

// Stands for node:timers/promises in a page.

export const setImmediate = (): Promise<void> => new Promise(soon);
