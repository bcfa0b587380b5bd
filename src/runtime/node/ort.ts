// ONNX Runtime, for everyone who loads it. The order counts: it reads the environment once, when it is loaded.
import './telemetry.ts';

export * from 'onnxruntime-node';
