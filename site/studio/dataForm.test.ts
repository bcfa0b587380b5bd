import { expect, it } from 'vitest';
import type { DataFacts } from '../../src/studio/api.ts';
import {
  addressOfData,
  augmentOf,
  choiceOf,
  dataAddress,
  isChosen,
  progressWords,
  requestFor,
  selectionOf,
  startAddress,
  withDraft,
} from './dataForm.ts';

const address =
  '#/data?what=mnist-dcgan&data=photos+2%2F&flip=yes&set=loss%3Dhinge&split=test&class=3&order=7&page=2&augment=diffAugment&policies=color%2Ccutout&draw=4';

it('all that is chosen stands in the address', () => {
  const choice = choiceOf(address);
  expect(choice).toMatchObject({ split: 'test', class: 3, order: 7, page: 2, policies: ['color', 'cutout'], draw: 4 });
  expect(dataAddress(choice)).toBe(address);
  expect(requestFor(choice)).toEqual({
    what: 'mnist-dcgan',
    options: { data: 'photos 2/', flip: 'yes' },
    set: ['loss=hinge'],
  });
  expect(selectionOf(choice, 48)).toEqual({ split: 'test', class: 3, seed: 7, page: 2, n: 48 });
  expect(dataAddress(choiceOf('#/data?run=001-ring&page=1'))).toBe('#/data?run=001-ring&page=1');
  expect(requestFor(choiceOf('#/data?run=001-ring'))).toEqual({ run: '001-ring' });
});

it('what means nothing in an address is passed over', () => {
  const choice = choiceOf('#/data?data=digits&class=-1&page=x&order=1e9&augment=eval&policies=all&p=7&split=all');
  expect(dataAddress(choice)).toBe('#/data?data=digits');
  expect(choice.policies).toEqual([]);
  expect([isChosen(choice), isChosen(choiceOf('#/data'))]).toEqual([true, false]);
});

it('other data begin at their first page', () => {
  const next = withDraft(choiceOf(address), { what: '', options: { data: 'digits' }, set: {} });
  expect(dataAddress(next)).toBe('#/data?data=digits&order=7&augment=diffAugment&policies=color%2Ccutout&draw=4');
});

it('a start takes the data and the augmentation along, and leads back', () => {
  expect(startAddress(choiceOf(address))).toBe(
    '#/start?what=mnist-dcgan&data=photos+2%2F&flip=yes&set=loss%3Dhinge&set=augment%3D%7B%22type%22%3A%22diffAugment%22%2C%22policies%22%3A%5B%22color%22%2C%22cutout%22%5D%7D',
  );
  expect(startAddress(choiceOf('#/data?data=digits&augment=ada'))).toBe('#/start?data=digits&set=augment%3Dada');
  expect(startAddress(choiceOf('#/data?data=digits'))).toBe('#/start?data=digits');
  const draft = { what: 'dcgan', options: { data: 'photos', steps: '9', flip: 'yes' }, set: { loss: 'hinge' } };
  expect(addressOfData(draft)).toBe('#/data?what=dcgan&data=photos&flip=yes&set=loss%3Dhinge');
});

it('the augmentation is the one that was chosen, that of the configuration, or DiffAugment', () => {
  const facts = { form: 'pictures', parts: [], domains: [], augment: null } as unknown as DataFacts;
  const all = { type: 'diffAugment', policies: ['color', 'translation', 'cutout'] };
  expect(augmentOf(choiceOf('#/data?data=x'), facts)).toEqual(all);
  expect(augmentOf(choiceOf('#/data?what=dcgan'), facts)).toBeUndefined();
  const cutout = { type: 'diffAugment', policies: ['cutout'] } as const;
  expect(augmentOf(choiceOf('#/data?what=dcgan'), { ...facts, augment: { ...cutout, policies: ['cutout'] } })).toEqual(
    cutout,
  );
  expect(
    augmentOf(choiceOf('#/data?what=dcgan&augment=none'), { ...facts, augment: { ...cutout, policies: ['cutout'] } }),
  ).toBeUndefined();
  expect(augmentOf(choiceOf('#/data?data=x&augment=ada'), facts)).toEqual({ type: 'ada' });
  expect(augmentOf(choiceOf('#/data?data=x&augment=diffAugment&policies='), facts)).toBeUndefined();
  const pairs = [{ name: 'input', shape: [8, 8, 1] }];
  expect(augmentOf(choiceOf('#/data?data=x'), { ...facts, parts: pairs })).toBeUndefined();
});

it('how far it is, in words', () => {
  expect(progressWords({ stage: 'download', done: 3_400_000, total: 11_600_000 })).toBe('Downloading: 3.4 of 11.6 MB');
  expect(progressWords({ stage: 'decode', done: 1200, total: 3068 })).toBe('Reading pictures: 1,200 of 3,068');
});
