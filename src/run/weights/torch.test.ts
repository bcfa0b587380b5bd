import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import { WeightsRefusal } from './pickle.ts';
import { readTorchWeights } from './torch.ts';

const { files } = JSON.parse(readFileSync('test/fixtures/inception.json', 'utf8'));
const bytesOf = (name: string): Buffer => Buffer.from(files[name], 'base64');

it.each(['zip', 'stream'])('reads tensors of a %s of torch.save', async (name) => {
  const tensors = await readTorchWeights(bytesOf(name));
  expect([...tensors.keys()]).toEqual(['a', 'b']);
  expect(tensors.get('a')).toEqual({ shape: [2, 3], data: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25) });
  expect(tensors.get('b')).toEqual({ shape: [2], data: Float32Array.of(0.5, -2) });
});

it('refuses what is no dictionary of tensors, and calls nothing', async () => {
  await expect(readTorchWeights(bytesOf('module'))).rejects.toThrow(/names torch.nn.modules.linear.Linear/);
  await expect(readTorchWeights(bytesOf('transposed'))).rejects.toThrow(/not lie in order/);
  await expect(readTorchWeights(Buffer.from('version https://git-lfs'))).rejects.toThrow(WeightsRefusal);
  const command = Buffer.from('\x80\x02cposix\nsystem\nX\x04\x00\x00\x00true\x85R.', 'latin1');
  await expect(readTorchWeights(command)).rejects.toThrow(/posix.system/);
});

it.each(['zip', 'stream'])('is never surprised by another %s', async (name) => {
  const random = new RandomStream(2, name);
  for (let i = 0; i < 500; i++) {
    const bytes = bytesOf(name);
    for (let k = 0; k <= random.integer(3); k++) bytes[random.integer(bytes.length)] = random.integer(256);
    const cut = bytes.subarray(0, random.integer(4) === 0 ? random.integer(bytes.length) : bytes.length);
    const read = await readTorchWeights(cut).catch((cause) => cause);
    if (!(read instanceof Map)) expect(read).toBeInstanceOf(WeightsRefusal);
  }
});
