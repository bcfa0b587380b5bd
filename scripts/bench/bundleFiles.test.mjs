import { describe, expect, it } from 'vitest';
import { foreign, isTaken, librariesIn } from './bundleFiles.mjs';

describe('the bundle', () => {
  it.each([
    'dist/gan/training/train.js',
    'scripts/bench/run.mjs',
    'scripts/bench/gpu/peak.py',
    'package.json',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
    'node_modules/onnxruntime-common/dist/cjs/package.json',
    'node_modules/zod/v4/core/core.js',
  ])('takes %s', (path) => {
    expect(isTaken(path)).toBe(true);
  });

  it.each([
    'dist/gan/training/train.d.ts',
    'scripts/bench/run.test.mjs',
    'src/index.ts',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/arm64/libonnxruntime.so.1',
    'node_modules/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll',
    'node_modules/zod/src/index.ts',
    'node_modules/sharp/package.json',
  ])('leaves %s', (path) => {
    expect(isTaken(path)).toBe(false);
  });
});

it('libraries are read from what the linker prints', () => {
  const cache = '2 libs found in cache\n\tlibvulkan.so.1 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libvulkan.so.1\n';
  expect(librariesIn(cache)).toEqual({ 'libvulkan.so.1': '/usr/lib/x86_64-linux-gnu/libvulkan.so.1' });
});

it('a node that needs more than glibc is found', () => {
  const needs = `
	linux-vdso.so.1 (0x00007f14eac56000)
	libnode.so.108 => /lib/x86_64-linux-gnu/libnode.so.108 (0x00007f14e8000000)
	libstdc++.so.6 => /lib/x86_64-linux-gnu/libstdc++.so.6 (0x00007f14eaa00000)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f14ea739000)
	/lib64/ld-linux-x86-64.so.2 (0x00007f14eac58000)`;
  expect(foreign(librariesIn(needs))).toEqual(['libnode.so.108']);
});
