import { describe, expect, it } from 'vitest';
import { DuelError } from '../../errors.ts';
import { type AdapterFacts, adapterName } from './adapter.ts';
import { openHere, sessionOptions } from './open.ts';
import { unavailable } from './unavailable.ts';

const facts = (some: Partial<AdapterFacts>): AdapterFacts => ({
  platform: 'linux',
  arch: 'x64',
  env: {},
  cpuModel: 'a CPU',
  nvidia: [],
  ...some,
});

describe('the adapter is named where it is certain', () => {
  it.each([
    ['cpu', facts({ nvidia: ['NVIDIA A100'] }), undefined],
    ['cuda', facts({ nvidia: ['NVIDIA A100'] }), 'NVIDIA A100'],
    ['cuda', facts({ nvidia: ['NVIDIA A100', 'NVIDIA T4'] }), undefined],
    ['webgpu', facts({ nvidia: ['NVIDIA A100'] }), undefined],
    ['webgpu', facts({ env: { VK_ICD_FILENAMES: '/a/vk_swiftshader_icd.json' } }), 'SwiftShader (software)'],
    ['webgpu', facts({ env: { VK_DRIVER_FILES: '/a/lvp_icd.x86_64.json' } }), 'llvmpipe (software)'],
    ['webgpu', facts({ nvidia: ['NVIDIA T4'], env: { VK_DRIVER_FILES: '/a/nvidia_icd.json' } }), 'NVIDIA T4'],
    ['webgpu', facts({ nvidia: ['NVIDIA T4'], env: { VK_DRIVER_FILES: '/a/nvidia_icd.json:/a/lvp.json' } }), undefined],
    ['webgpu', facts({ platform: 'darwin', arch: 'arm64', cpuModel: 'Apple M2' }), 'Apple M2'],
    ['webgpu', facts({ platform: 'darwin' }), undefined],
    ['webgpu', facts({ platform: 'win32', nvidia: [] }), undefined],
  ] as const)('%s %#', (kind, where, name) => {
    expect(adapterName(kind, where)).toBe(name);
  });
});

describe('a device that is not there', () => {
  it.each([
    [
      'cuda',
      'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
      'linux-x64',
      /CUDA libraries/,
      /ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules\/onnxruntime-node\/script\/install\.js'/,
    ],
    ['cuda', 'failed\nlibcudnn.so.9: cannot open shared object', 'linux-x64', /libcudnn\.so\.9 is missing/, /cuDNN 9/],
    [
      'cuda',
      'failed\nlibonnxruntime_providers_shared.so: cannot open shared object',
      'linux-x64',
      /ONNX Runtime's CUDA libraries are not installed$/,
      /ONNXRUNTIME_NODE_INSTALL/,
    ],
    ['cuda', 'anything', 'darwin-arm64', /linux-x64 only/, /webgpu/],
    ['webgpu', 'Failed to get a WebGPU adapter: No supported adapters', 'linux-x64', /no adapter/, /libvulkan1/],
    ['webgpu', 'Failed to get a WebGPU adapter: No supported adapters', 'win32-x64', /no adapter/, /driver/],
    [
      'webgpu',
      'no adapter\nlibvulkan.so.1: cannot open',
      'linux-x64',
      /libvulkan\.so\.1, is missing/,
      /LD_LIBRARY_PATH/,
    ],
    ['webgpu', 'the backend is not supported', 'linux-arm64', /no WebGPU on linux-arm64/, /another machine/],
    ['webgpu', 'something\nelse', 'linux-x64', /: something$/, /libvulkan1/],
  ] as const)('%s, %s, %s', (kind, said, system, why, fix) => {
    const error = unavailable(kind, new Error(said), system);
    expect(error).toMatchObject({ kind: 'device', code: 'device/unavailable' });
    expect(error.message).toMatch(why);
    expect(error.fix).toMatch(fix);
    expect(error.fix).toMatch(/--device cpu$/);
  });

  it('says so when it is opened', async () => {
    // no machine that tests run on has ONNX Runtime's CUDA files
    const error = await openHere('cuda').then(
      (engine) => engine.close(),
      (e: unknown) => e,
    );
    if (error === undefined) return;
    expect(error).toBeInstanceOf(DuelError);
    expect((error as DuelError).code).toBe('device/unavailable');
  });

  it('records what it computes on', async () => {
    const engine = await openHere('cpu', { threads: 3 });
    expect(engine.device).toEqual({ kind: 'cpu', threads: 3 });
    await engine.close();
  });
});

it('chooses nothing to suit the machine where it is asked to', async () => {
  const engine = await openHere('cpu', { deterministic: true });
  expect(engine.device).toEqual({ kind: 'cpu', threads: 2, deterministic: true });
  expect(sessionOptions(engine.device)).toMatchObject({ intraOpNumThreads: 2, graphOptimizationLevel: 'extended' });
  const free = await openHere('cpu', { threads: 1 });
  expect(free.device).toEqual({ kind: 'cpu', threads: 1 });
  expect(sessionOptions(free.device)).toMatchObject({ intraOpNumThreads: 1, graphOptimizationLevel: 'all' });
});
