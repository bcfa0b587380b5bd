// A run of one step on noise and what is exported of it: node scripts/bench/sampling/prepare.mjs '{"system", "folder"}'
// Prints one JSON line: {run, file, parameters} of its generator.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { playersOf } from '../../../dist/gan/index.js';
import { exportNetwork, findPreset, nn, readRunConfig, train } from '../../../dist/index.js';
import { generators } from './generators.mjs';

/** Pictures of noise as an array's file, [count, ...shape] of bytes. */
function noiseFile(path, count, shape) {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${[count, ...shape].join(', ')}), }`;
  const text = `${header.padEnd(128 - 10 - 1)}\n`;
  const length = Buffer.from([text.length & 255, text.length >> 8]);
  const pixels = Uint8Array.from({ length: count * shape.reduce((a, b) => a * b, 1) }, () => Math.random() * 256);
  writeFileSync(path, Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(text), pixels]));
  return path;
}

/** A preset whose networks have their last size from the first step on. */
function grown(name) {
  const preset = findPreset(name);
  const game = (data) => {
    const { growing: _, ...whole } = preset.game(data);
    return whole;
  };
  return { ...preset, game };
}

const { system, folder } = JSON.parse(process.argv[2]);
const data = noiseFile(join(folder, `${system}.npy`), 16, generators[system]);
const { directory: run } = await train(grown(system), { data, out: folder, steps: 1, batch: 4, device: 'cpu' });
const file = join(folder, `${system}.onnx`);
await exportNetwork(run, { out: file });
const { network } = playersOf(readRunConfig(run).game).generator;
const parameters = nn.describe(network).rows.reduce((sum, row) => sum + row.parameters, 0);
console.log(JSON.stringify({ run, file, parameters }));
