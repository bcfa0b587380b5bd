import { expect, it } from 'vitest';
import { chooseDevice, hardwareDevices } from './device.ts';

it.each([
  [{}, []],
  [{ webgpu: 'SwiftShader (software)' }, []],
  [{ webgpu: 'Apple M3' }, ['webgpu']],
  [{ webgpu: 'NVIDIA H200', cuda: 'NVIDIA H200' }, ['cuda', 'webgpu']],
])('of %o, %o are GPUs', (names: Record<string, string>, expected) => {
  const nameOf = (kind: string) => names[kind];
  expect(hardwareDevices(nameOf, () => true)).toEqual(expected);
  expect(hardwareDevices(nameOf, () => false)).toEqual(expected.filter((kind) => kind !== 'cuda'));
});

it('asks nobody about the CPU', async () => {
  expect(await chooseDevice('cpu')).toBe('cpu');
});
