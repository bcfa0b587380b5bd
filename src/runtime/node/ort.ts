// ONNX Runtime, for everyone who loads it. The order counts: it reads the environment once, when it is loaded.
import './telemetry.ts';
import { env } from 'onnxruntime-node';

// as of each session, in open.ts: for what is said beside sessions, as a GPU's driver does
env.logLevel = 'fatal';

export * from 'onnxruntime-node';
