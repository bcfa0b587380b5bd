import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pageOf, resultText, summary } from './page.mjs';

const step = (system, msPerStep, flopPerStep) => ({
  part: 'steps',
  system,
  seconds: 9,
  value: { msPerStep, msPerStepMin: msPerStep / 2, steps: 100, flopPerStep, adapter: 'NVIDIA X' },
});
const peerStep = (system, layout, words, msPerStep) => ({
  part: 'peer steps',
  system,
  layout,
  words,
  seconds: 9,
  value: { msPerStep },
});
const result = {
  format: 1,
  date: '2026-11-28T12:00:00.000Z',
  cpu: 'A processor',
  threads: 16,
  system: 'linux x64, 6.1',
  node: '20.20.2',
  onnxruntime: '1.30.0',
  settings: { minutes: 10, seconds: 5, threads: 2, systems: [] },
  parts: [
    {
      part: 'machine',
      seconds: 0.1,
      value: { nvidia: [{ name: 'NVIDIA X', driver: '580.1', memory: '100 MiB', clock: '1 MHz' }] },
    },
    { part: 'webgpu', seconds: 1, value: { driver: '/etc/vulkan/icd.d/nvidia_icd.json', tried: [] } },
    {
      part: 'self-test',
      system: 'mnist-mlp',
      seconds: 3,
      value: { steps: 3, lossError: 2.3e-7, gradientError: 4e-5, passed: true },
    },
    { part: 'peak', seconds: 3, value: { gflops: 20_000, size: 4096 } },
    step('mnist-mlp', 2, 1e9),
    step('mnist-dcgan', 10, 60e9),
    { part: 'steps', system: 'celeba-dcgan', seconds: 50, failed: 'duel.mjs failed: Error: it took longer than 50 s' },
    { part: 'peer', seconds: 2, value: { version: '2.15', blas: 'mkl', gpu: 'NVIDIA X' } },
    {
      part: 'peer peak',
      seconds: 2,
      value: { fp32: { gflops: 40_000, size: 8192 }, tf32: { gflops: 300_000, size: 8192 } },
    },
    peerStep('mnist-mlp', 'contiguous', '--device cuda', 3),
    peerStep('mnist-mlp', 'channels_last', '--device cuda', 2.5),
    peerStep('mnist-mlp', 'contiguous', '--device cuda --tf32', 1),
  ],
};

describe('a result', () => {
  it('gives GFLOP/s, the share of the best peak in 32 bits, and the better of the layouts', () => {
    const { rows, ways, adapter } = summary(result);
    expect(adapter).toBe('NVIDIA X');
    expect(ways).toEqual(['--device cuda', '--device cuda --tf32']);
    expect(rows[0]).toMatchObject({
      gflops: 500,
      ofPeak: 500 / 40_000,
      peers: [
        { layout: 'channels_last', msPerStep: 2.5 },
        { layout: 'contiguous', msPerStep: 1 },
      ],
    });
    expect(rows[1]).toMatchObject({ gflops: 6000, peers: [undefined, undefined] });
  });

  it('is a page', () => {
    const page = pageOf(result);
    expect(page).toContain('GPU: NVIDIA X, 100 MiB, driver 580.1. Vulkan driver: `nvidia_icd.json`.');
    expect(page).toContain('| mnist-mlp | 3 | 2e-7 | 4e-5 | right |');
    expect(page).toContain(
      '| mnist-mlp | 2.00 | 1.00 | 1.00 | 500 | 1.25 % | 2.50, channels_last | 1.25 | 1.00, contiguous | 0.50 |',
    );
    expect(page).toContain('| mnist-dcgan | 10.0 | 5.00 | 60.0 | 6000 | 15.0 % | – | – | – | – |');
    expect(page).toContain('- steps celeba-dcgan: FAILED after 50 s: duel.mjs failed: Error: it took longer than 50 s');
    expect(page).not.toContain('dry run');
  });

  it('is text for the terminal', () => {
    expect(resultText(result)).toContain('NVIDIA X; peak: 20000 GFLOP/s through ONNX Runtime on WebGPU (4096²)');
  });

  it('says what was not there, and that software is no GPU', () => {
    const nothing = { ...result, parts: [{ part: 'webgpu', seconds: 1, failed: '/a/b/icd.json: no adapter' }] };
    const page = pageOf(nothing);
    expect(page).toContain('Not tested.');
    expect(page).toContain('- webgpu: FAILED after 1 s: icd.json: no adapter');
    const software = step('mnist-mlp', 2, 1e9);
    software.value.adapter = 'SwiftShader (software)';
    expect(pageOf({ ...result, parts: [software] })).toContain('dry run in software');
  });

  it('and wrong numbers stand out', () => {
    const wrong = structuredClone(result);
    wrong.parts[2].value.passed = false;
    expect(pageOf(wrong)).toContain('| **wrong** |');
    expect(resultText(wrong)).toContain('self-test mnist-mlp: done in 3 s, WRONG NUMBERS');
  });
});

it("docs/benchmarks/gpu.md is what its result's file gives", () => {
  const docs = (name) => fileURLToPath(new URL(`../../../docs/benchmarks/${name}`, import.meta.url));
  expect(existsSync(docs('gpu.md'))).toBe(existsSync(docs('gpu.json')));
  if (existsSync(docs('gpu.json')))
    expect(readFileSync(docs('gpu.md'), 'utf8')).toBe(pageOf(JSON.parse(readFileSync(docs('gpu.json'), 'utf8'))));
});
