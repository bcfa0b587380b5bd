import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../training/resolve.ts';
import { tiny } from '../training/tiny.testing.ts';
import { configSchema, parseConfig, plain } from './config.ts';
import { fieldsOf } from './fields.ts';
import { applySettings } from './settings.ts';

const config = plain(await resolveConfig(tiny, {}));
const fields = fieldsOf(configSchema, config);
const at = (path: string, of = fields) => of.find((field) => field.path === path);
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

describe('the fields of a configuration', () => {
  it('are numbers, words, switches and texts, each with what stands there', () => {
    expect(at('steps')).toEqual({ path: 'steps', kind: 'whole', bounds: 'above 0', canGo: false, now: 3 });
    expect(at('loss')).toMatchObject({ kind: 'words', canGo: true, words: expect.arrayContaining(['hinge', 'ebgan']) });
    expect(at('generator.optimizer.learningRate')).toMatchObject({ kind: 'text', now: 0.001 });
    expect(at('draw')).toMatchObject({ kind: 'words', words: ['replacement', 'shuffled'] });
    expect(at('data.flip')).toEqual({ path: 'data.flip', kind: 'switch', canGo: true });
    expect(at('divergence.rateFactor')).toMatchObject({ bounds: 'above 0 below 1', canGo: true });
    expect(at('data.channels')).toMatchObject({ words: ['1', '3'] });
  });

  it('are none of a network, of what has been left out, nor of the game as such', () => {
    expect(fields.filter(({ path }) => path.includes('network') || path === 'game' || path === '')).toEqual([]);
    expect(at('steps', fieldsOf(configSchema, config, ['steps', 'data']))).toBeUndefined();
    expect(fieldsOf(configSchema, config, ['data']).filter(({ path }) => path.startsWith('data'))).toEqual([]);
  });

  it('go into what is there, and offer one entry more of a list', () => {
    const with1 = applySettings(configSchema, config, ['penalties.0=r1', 'augment=ada']);
    const found = fieldsOf(configSchema, with1);
    expect(at('penalties.0', found)).toMatchObject({ now: 'r1', canGo: false });
    expect(at('penalties.0.every', found)).toMatchObject({ kind: 'whole' });
    expect(at('penalties.1', found)).toMatchObject({ kind: 'words', canGo: true });
    expect(at('penalties.1', found)).not.toHaveProperty('now');
    expect(at('augment.target', found)).toMatchObject({ usual: 0.6 });
  });

  it('are settings: each, set to what stands there, changes nothing', () => {
    const settings = fields.filter(({ now }) => now !== undefined).map(({ path, now }) => `${path}=${textOf(now)}`);
    expect(settings.length).toBeGreaterThan(15);
    expect(parseConfig(applySettings(configSchema, config, settings), 'tiny')).toEqual(parseConfig(config, 'tiny'));
  });
});
