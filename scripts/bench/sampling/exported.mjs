// What is exported of a run, by ONNX Runtime as it is, timed: node scripts/bench/sampling/exported.mjs '{"file", "threads"}'
// Answers lines; see clock.mjs. The same latents for each call.
import { InferenceSession, Tensor } from '../../../dist/runtime/node/ort.js';
import { answerTurns } from './clock.mjs';

const { file, threads } = JSON.parse(process.argv[2]);
const session = await InferenceSession.create(file, { intraOpNumThreads: threads });
const size = session.inputMetadata[0].shape[1];
await answerTurns((batch) => {
  const latents = Float32Array.from({ length: batch * size }, () => 2 * Math.random() - 1);
  const feeds = { latents: new Tensor('float32', latents, [batch, size]) };
  return () => session.run(feeds);
});
