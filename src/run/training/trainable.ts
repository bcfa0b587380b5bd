import { DuelError } from '../../errors.ts';
import { written } from '../../options/kinds.ts';
import { suggest } from '../../options/suggest.ts';
import type { Preset } from '../../presets/preset.ts';
import { findPreset, presets } from '../../presets/registry.ts';
import { parseConfig, plain, type RunConfig } from '../config/config.ts';

/** What a program wants to train: a preset, its name, or a configuration. Throws where it is none of these. */
export function trainable(caller: string, what: Preset | RunConfig | string): Preset | RunConfig {
  if (typeof what === 'string') return presetOf(caller, what);
  if (typeof what === 'object' && what !== null) {
    if ('game' in what && typeof what.game === 'function' && isText(what.name) && what.data?.range)
      return what as Preset;
    if ('seed' in what && 'game' in what && typeof what.game === 'object') {
      parseConfig(plain(what), 'the configuration');
      return what as RunConfig;
    }
  }
  throw new DuelError('usage', 'options/value', `${caller} takes a preset, its name, or a configuration`, {
    where: written(what),
    fix: `write ${caller.replace('()', "('quickstart')")}, or make a preset with definePreset()`,
  });
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function presetOf(caller: string, name: string): Preset {
  const preset = findPreset(name);
  if (preset) return preset;
  const names = presets.map((one) => one.name);
  const near = suggest(name, names);
  throw new DuelError('usage', 'options/value', `${caller} takes the name of a preset, and there is no such preset`, {
    where: written(name),
    fix: near === undefined ? `its names are ${names.join(', ')}` : `write '${near}'`,
  });
}
