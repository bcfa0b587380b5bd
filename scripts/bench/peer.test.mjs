import { expect, it } from 'vitest';
import { lastError } from './child.mjs';
import { blasOf, isYardstick } from './peer.mjs';

const torch = '/usr/lib/python3/dist-packages/torch/lib/libtorch_cpu.so';

it.each([
  ['OpenBLAS', ['/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3', torch], false, 'openblas', true],
  ['MKL as a library', ['/opt/lib/libmkl_rt.so.2', torch], false, 'mkl', true],
  ['MKL inside PyTorch', [torch], true, 'mkl', true],
  ['the reference BLAS', ['/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0', torch], false, 'reference', false],
  ['something else', [torch], false, 'unknown', true],
])('finds %s behind PyTorch', (_, libraries, mkl, blas, yardstick) => {
  expect(blasOf({ libraries, mkl })).toBe(blas);
  expect(isYardstick({ blas })).toBe(yardstick);
});

it('says what a program failed with, and not where in it', () => {
  expect(lastError('Warning: x\nDuelError: no device\n    at f (a.js:1:2)\n\nNode.js v20\n')).toBe(
    'DuelError: no device',
  );
  expect(lastError('Traceback:\n  File "a.py"\ntorch.cuda.OutOfMemoryError: too large\n')).toBe(
    'torch.cuda.OutOfMemoryError: too large',
  );
  expect(lastError('usage: a.py\n')).toBe('usage: a.py');
});
