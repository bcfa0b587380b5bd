import { describe, expect, it } from 'vitest';
import { findPreset } from '../../presets/registry.ts';
import { presetConfig, type RunConfig } from './config.ts';

const data = { source: 'digits', range: [-1, 1] } as const;
const shapes = { lsgan: [28, 28, 1], r3gan: [28, 28, 1], 'ring-r3gan': [2], infogan: [28, 28, 1] };
type Name = keyof typeof shapes;

const configured = (name: Name, ...set: string[]): RunConfig =>
  presetConfig(findPreset(name)!, data, { shape: shapes[name], classes: [], count: 1000 }, { set });
const played = (name: Name, ...set: string[]) => configured(name, ...set).game;

describe('settings', () => {
  it.each<[Name, string[], object]>([
    ['lsgan', ['loss=hinge'], { loss: { type: 'hinge' } }],
    ['lsgan', ['game.loss.type=crossEntropy'], { loss: { type: 'crossEntropy', real: 1, fake: 0 } }],
    ['lsgan', ['loss.type=leastSquares', 'loss.a=-1'], { loss: { type: 'leastSquares', a: -1, b: 1, c: 1 } }],
    ['lsgan', ['loss.real=0.9', 'loss.type=crossEntropy'], { loss: { type: 'crossEntropy', real: 0.9 } }],
    ['r3gan', ['augment=ada'], { augment: { type: 'ada', target: 0.6 } }],
    ['lsgan', ['augment.p=0.2', 'augment.target=null', 'augment.type=ada'], { augment: { target: null, p: 0.2 } }],
    ['lsgan', ['topK.share=0.5'], { topK: { share: 0.5, atLeast: 0.5 } }],
    ['lsgan', ['unrolling.steps=5'], { unrolling: { steps: 5 } }],
    ['lsgan', ['historicalAveraging.weight=0.1'], { historicalAveraging: { weight: 0.1 } }],
    ['infogan', ['featureMatching.layer=codes'], { featureMatching: { layer: 'codes', weight: 1 } }],
    ['infogan', ['conditioning.continuousWeight=0.2'], { conditioning: { discrete: [10], continuousWeight: 0.2 } }],
    ['lsgan', ['instanceNoise=0.1'], { instanceNoise: 0.1 }],
    ['lsgan', ['instanceNoise=linear', 'instanceNoise.initial=1'], { instanceNoise: { initial: 1, final: 0 } }],
    ['lsgan', ['generator.ema=0.999'], { generator: { ema: 0.999 } }],
    ['lsgan', ['order=separate', 'batch.generator=32'], { order: 'separate', batch: { generator: 32 } }],
    ['lsgan', ['penalties.0=r1'], { penalties: [{ type: 'r1', weight: 10 }] }],
    [
      'lsgan',
      ['penalties.1=r2', 'penalties.0.weight=3', 'penalties.0.type=r1'],
      {
        penalties: [
          { type: 'r1', weight: 3 },
          { type: 'r2', weight: 10 },
        ],
      },
    ],
    ['r3gan', ['penalties.1=lecam'], { penalties: [{ type: 'r1', weight: { type: 'cosine' } }, { type: 'lecam' }] }],
    ['r3gan', ['penalties.1.weight=2'], { penalties: [{}, { type: 'r2', weight: 2 }] }],
    ['lsgan', ['generator.optimizer=sgd'], { generator: { optimizer: { type: 'sgd', learningRate: 0.01 } } }],
    ['lsgan', ['generator.optimizer.clip.norm=1'], { generator: { optimizer: { clip: { norm: 1 }, beta1: 0.5 } } }],
  ])('%s %j', (name, set, game) => {
    expect(played(name, ...set)).toMatchObject(game);
  });

  it('take away the keys of another type, and those that a key cannot stand beside', () => {
    expect(played('lsgan', 'generator.optimizer=rmsprop')).toMatchObject({
      generator: { optimizer: { type: 'rmsprop', learningRate: 1e-3 } },
    });
    expect(played('lsgan', 'discriminator.optimizer.type=adam')).toEqual(played('lsgan'));
    const clip = ['generator.optimizer.clip={"value":2}', 'generator.optimizer.clip.norm=1'];
    const { generator } = played('lsgan', ...clip) as { generator: { optimizer: object } };
    expect(generator.optimizer).toHaveProperty('clip', { norm: 1 });
  });

  it('of null take away what may be absent, or go back to the default', () => {
    expect(played('ring-r3gan', 'generator.ema=null')).not.toHaveProperty('generator.ema');
    expect(played('lsgan', 'loss=null')).toMatchObject({ loss: { type: 'crossEntropy' } });
    expect(() => played('lsgan', 'generator=null')).toThrow();
  });

  it('reach the top level, what was left open there, and layers', () => {
    expect(configured('lsgan', 'microbatch=32', 'report.every=7')).toMatchObject({
      microbatch: 32,
      report: { every: 7 },
    });
    const { discriminator } = played('ring-r3gan', 'discriminator.network.layers.0.spectralNorm=true') as never;
    expect(discriminator).toMatchObject({ network: { layers: { 0: { type: 'dense', spectralNorm: true } } } });
  });

  it('do not change what they are given', () => {
    const before = played('r3gan');
    const copy = structuredClone(before);
    played('r3gan', 'penalties.0.weight=3');
    expect(before).toEqual(copy);
  });
});

describe('settings that lead nowhere are refused with what there is', () => {
  it.each<[string, string, RegExp]>([
    ['augmnt=ada', "there is no 'augmnt'", /augment, .*topK, unrolling, .*historicalAveraging, .*name, data, game/],
    ['game.steps=3', "there is no 'game.steps'", /^use one of type, .*historicalAveraging, /],
    ['generator.optimizer.clip.max=1', "there is no 'generator.optimizer.clip.max'", /^use one of value, norm$/],
    [
      'generator.optimizer.rho=1',
      "there is no 'generator.optimizer.rho'",
      /^use one of type, learningRate, clip, weight/,
    ],
    ['topK.atleast=1', "there is no 'topK.atleast'", /^did you mean atLeast\? use one of share, atLeast$/],
    ['steps.total=3', "there is no 'steps.total'", /^steps is a single value: --set steps=VALUE$/],
    ['penalties.1=r1', "there is no 'penalties.1'", /^use 0; 0 adds an entry$/],
    ['data.range.2=1', "there is no 'data.range.2'", /^use 0 to 1$/],
    ['loss=hing', "loss has no type 'hing'", /^did you mean hinge\? use one of crossEntropy, .*hinge/],
    ['penalties.0=R1', "penalties.0 has no type 'R1'", /^did you mean r1\? use one of gradientPenalty, .*r1/],
    ['instanceNoise=falling', "instanceNoise has no type 'falling'", /^use a number, or one of constant, .*warmup$/],
    ['augment.target=0.5', 'augment has no type yet', /^add --set augment=diffAugment\|ada$/],
    [
      'discriminator.network.layrs.0=1',
      "there is no 'discriminator.network.layrs'",
      /^did you mean layers\? use one of inputs, layers$/,
    ],
    ['=3', "'=3' is no setting", /--set path=value/],
  ])('%s', (setting, message, fix) => {
    expect(() => configured('lsgan', setting)).toThrow(
      expect.objectContaining({ kind: 'usage', message, fix: expect.stringMatching(fix) }),
    );
  });

  it.each([
    ['instanceNoise=linear', 'lsgan: game.instanceNoise.initial'],
    ['generator.optimizer.clip.norm=-1', 'lsgan: game.generator.optimizer.clip.norm'],
    ['generator.optimizer={"type":"adam","rate":1}', 'lsgan: game.generator.optimizer.rate'],
  ])('%s, whose value does not fit, with its key', (setting, where) => {
    expect(() => configured('lsgan', setting)).toThrow(expect.objectContaining({ code: 'config/invalid', where }));
  });
});
