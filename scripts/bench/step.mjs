import { Feeder } from '../../dist/gan/index.js';
import { findPreset } from '../../dist/presets/registry.js';
import { trainingStep } from '../../dist/run/training/microbatch.js';
import { systems } from './systems.mjs';

/** The graph of a system's training step: {outputs, description}. */
export function stepOf(system) {
  const data = { shape: systems[system], classCount: 0 };
  const preset = findPreset(system);
  return trainingStep({ game: preset.game(data), microbatch: preset.microbatch }, data);
}

/** Feeds a step with pictures of noise, held as bytes as a data set's are; their classes go round. */
export function noiseFeeder(description, { shape, classCount }) {
  const size = shape.reduce((a, b) => a * b, 1);
  const count = Math.floor(2 ** 21 / size);
  const pixels = Uint8Array.from({ length: count * size }, () => Math.random() * 256);
  const source = {
    count,
    shape,
    read: async (indices, out, { labels } = {}) => {
      for (let k = 0; k < indices.length; k++)
        for (let i = 0; i < size; i++) out[k * size + i] = pixels[indices[k] * size + i] / 127.5 - 1;
      for (let k = 0; labels && k < indices.length; k++) labels[k] = indices[k] % classCount;
    },
  };
  return new Feeder(description, source, { seed: 0, totalSteps: 1e9, draw: 'replacement', range: [-1, 1] });
}

/** Feeds a system's step with noise. */
export const feederOf = (description, system) => noiseFeeder(description, { shape: systems[system], classCount: 0 });
