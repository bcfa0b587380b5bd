import { describe, expect, it } from 'vitest';
import { commandOf, trainWords } from '../../src/studio/request.ts';
import {
  addressOf,
  draftOf,
  emptyDraft,
  groupsOfFields,
  networkFields,
  requestOf,
  withPreset,
  withSetting,
} from './startForm.ts';

describe('a draft', () => {
  const draft = {
    what: 'dcgan',
    options: { data: " ~/my 'photos' ", steps: '100', flip: 'yes', name: '' },
    set: { loss: 'hinge', 'generator.optimizer.learningRate': '{"type":"linear","initial":1e-4}' },
  };

  it('is a command', () => {
    expect(commandOf(trainWords(requestOf(draft)))).toBe(
      `duel train dcgan --data '~/my '\\''photos'\\''' --flip --steps 100 --set loss=hinge --set 'generator.optimizer.learningRate={"type":"linear","initial":1e-4}'`,
    );
    expect(commandOf(['train', 'ring', '--seed=-1', "--name=a'; rm -rf"])).toBe(
      `duel train ring --seed=-1 --name 'a'\\''; rm -rf'`,
    );
  });

  it('is there again by its address, and odd ones are nothing', () => {
    expect(requestOf(draftOf(addressOf(draft)))).toEqual(requestOf(draft));
    expect(addressOf(emptyDraft)).toBe('#/start');
    expect(draftOf('#/start?set=x&evil=1&__proto__=2&set=%3D')).toEqual(emptyDraft);
  });

  it('loses a setting that is as it was, and what lay in a thing of another type', () => {
    expect(withSetting(draft, 'loss', 'crossEntropy', 'crossEntropy').set).not.toHaveProperty('loss');
    const inside = withSetting(withSetting(emptyDraft, 'augment', 'ada', ''), 'augment.target', '0.5', '0.6');
    expect(inside.set).toEqual({ augment: 'ada', 'augment.target': '0.5' });
    expect(withSetting(inside, 'augment', 'diffAugment', '').set).toEqual({ augment: 'diffAugment' });
  });
});

it('another preset keeps what was chosen of the data and their augmentation, and no setting of another game', () => {
  const address =
    '#/start?what=dcgan&data=photos&resolution=64&crop=48&flip=yes&name=one&steps=9' +
    '&set=augment%3Dada&set=augment.target%3D0.5&set=data.channels%3D1&set=loss%3Dhinge&set=width%3D32';
  expect(withPreset(draftOf(address), 'r3gan')).toEqual({
    what: 'r3gan',
    options: { data: 'photos', resolution: '64', crop: '48', flip: 'yes', steps: '9' },
    set: { augment: 'ada', 'augment.target': '0.5', 'data.channels': '1' },
  });
});

it('settings are grouped by what they are of', () => {
  const paths = [
    'data.range',
    'draw',
    'generator.optimizer',
    'generator.optimizer.beta1',
    'loss',
    'penalties.0',
    'topK',
  ];
  const fields = paths.map((path) => ({ path, kind: 'text', canGo: false }) as const);
  expect(groupsOfFields(fields).map(({ title, fields: of }) => [title, of.map(({ path }) => path)])).toEqual([
    ['Generator', ['generator.optimizer', 'generator.optimizer.beta1']],
    ['Loss and penalties', ['loss', 'penalties.0']],
    ['Techniques', ['topK']],
    ['Data', ['data.range']],
    ['Run', ['draw']],
  ]);
  expect(groupsOfFields(fields, 'BETA').flatMap(({ fields: of }) => of)).toEqual([fields[3]]);
});

it('what networks are built by are settings', () => {
  expect(networkFields({ width: 64, depth: null })).toEqual([
    { path: 'width', kind: 'number', canGo: false, now: 64 },
    { path: 'depth', kind: 'text', canGo: false },
  ]);
});
