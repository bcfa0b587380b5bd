import type { InferenceSession } from 'onnxruntime-common';
import type { Device } from './engine.ts';

/** The options of every session on a device that Node and a page share. */
export const commonOptions = ({ deterministic }: Device): InferenceSession.SessionOptions => ({
  // the last level is that of layouts for the processor at hand
  graphOptimizationLevel: deterministic ? 'extended' : 'all',
  // what it would write to the terminal by itself is in the error that it throws
  logSeverityLevel: 4,
  // a pattern is one block for a whole run, made beside the blocks of the first run: near twice the memory, no gain
  enableMemPattern: false,
});
