import type { Preset } from '../../presets/preset.ts';
import { applySettings } from './settings.ts';

interface PresetSettings {
  /** The preset's own options, as far as they are set. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Settings of the configuration. */
  readonly others: readonly string[];
}

/** Settings apart: those that a preset builds its networks by, and those of the configuration that comes of it. */
export function presetSettings({ options }: Preset, settings: readonly string[]): PresetSettings {
  const isOwn = (setting: string) => options !== undefined && Object.hasOwn(options.shape, /^[^=.]*/.exec(setting)![0]);
  if (options === undefined) return { own: {}, others: settings };
  return {
    own: applySettings(options, {}, settings.filter(isOwn)),
    others: settings.filter((setting) => !isOwn(setting)),
  };
}
