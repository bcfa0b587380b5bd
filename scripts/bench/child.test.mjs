import { expect, it } from 'vitest';
import { answering } from './child.mjs';

const echo = `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'fail') throw new TypeError('no such line');
  console.log(JSON.stringify({ line }));
});`;

it('asks a program again and again, and hears why it ended', async () => {
  const program = answering(process.execPath, ['-e', echo]);
  expect(await program.ask('one')).toEqual({ line: 'one' });
  expect(await program.ask('two')).toEqual({ line: 'two' });
  await expect(program.ask('fail')).rejects.toThrow('TypeError: no such line');
  await expect(program.ask('three')).rejects.toThrow('no such line');
  await program.end();
});

it('hears of a program that was ended while nothing was asked of it', async () => {
  const program = answering(process.execPath, ['-e', "console.log('{}'); process.kill(process.pid, 'SIGKILL')"]);
  await new Promise((later) => setTimeout(later, 500));
  await expect(program.ask('one')).rejects.toThrow('ended by SIGKILL');
  await program.end();
});

it('says of a program that is not there that it is not', async () => {
  const program = answering('/no/such/program', ['x']);
  await expect(program.ask('one')).rejects.toThrow('ENOENT');
  await program.end();
});
