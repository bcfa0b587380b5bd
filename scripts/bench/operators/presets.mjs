import { gameStagesOf } from '../../../dist/gan/games/registry.js';
import { findPreset } from '../../../dist/presets/registry.js';
import { trainingStep } from '../../../dist/run/training/microbatch.js';
import { pictures } from './pictures.mjs';

/** What a preset is told of its data: pairs or domains where it is for those. */
function dataOf({ name, data }, shape) {
  const own = { shape, classCount: 10 };
  const small = name === 'super-resolution' ? [shape[0] / 4, shape[1] / 4, shape[2]] : shape;
  return {
    ...own,
    ...(data.pairs && { parts: { input: small, target: shape } }),
    ...(data.domains && { domains: Object.fromEntries(data.domains.map((domain) => [domain, own])) }),
  };
}

/** The outputs of a preset's training step with those pictures: of one that grows, those of each of its stages. */
export function stepsOf(name) {
  const preset = findPreset(name.replace(/-256$/, ''));
  const data = dataOf(preset, pictures[name]);
  const whole = { game: preset.game(data) };
  const stages = gameStagesOf(whole.game, preset.length.steps) ?? [whole];
  return stages.map(({ game, resolution }) => {
    const seen = resolution ? { ...data, shape: [...resolution, data.shape[2]] } : data;
    return trainingStep({ game, microbatch: preset.microbatch }, seen).outputs;
  });
}
