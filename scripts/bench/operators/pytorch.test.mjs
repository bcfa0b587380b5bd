import { expect, it } from 'vitest';
import { openPyTorch } from './pytorch.mjs';

it.each([
  ['is not there', '/no/python', 'ENOENT'],
  ['ends', 'false', 'PyTorch has ended: 1'],
])('a Python that %s is an error of what is asked', async (_, python, message) => {
  const pytorch = openPyTorch({ python, threads: 1 });
  await expect(pytorch.ask({ seconds: 1 })).rejects.toThrow(message);
  pytorch.close();
});
