import { expect, it } from 'vitest';
import { addressOf, defaults, placeOf } from './choices.ts';

it('an address keeps what was chosen, and the run that is open', () => {
  const choices = { ...defaults, data: 'fashion-mnist', told: false, width: 64, seed: 7, threads: 2 } as const;
  const address = addressOf(choices, '003-digits');
  expect(address).toBe('run=003-digits&data=fashion-mnist&told=false&width=64&threads=2&seed=7');
  expect(placeOf(`#${address}`)).toEqual({ choices, run: '003-digits' });
  expect(addressOf(defaults, undefined)).toBe('');
});

it('what is no such value is as at the beginning', () => {
  const hostile = '#run=../../x&data=<b>&told=maybe&width=31&device=cuda&threads=3&seed=-1';
  expect(placeOf(hostile)).toEqual({ choices: defaults, run: undefined });
});
