import { findDataset } from '../data/registry.ts';
import type { Length, Preset } from '../presets/preset.ts';
import { presets } from '../presets/registry.ts';

/** A preset, as lists show it. */
export interface PresetListing {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** The name of its data set; null: a person brings the data. */
  readonly data: string | null;
  /** What has to be here before it trains. */
  readonly needs: string;
  readonly length: Length;
  /** What its networks are built by, with what each is unless somebody says otherwise; null: what suits the data. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The systems that can be trained, with what they need. */
export const listPresets = (): PresetListing[] =>
  presets.map((preset) => {
    const { name, title, about, data, length } = preset;
    const open = Object.fromEntries(Object.keys(preset.options?.shape ?? {}).map((option) => [option, null]));
    const options: Record<string, unknown> = { ...open, ...preset.options?.parse({}) };
    return { name, title, about, data: data.source ?? null, needs: needsOf(data), length, options };
  });

function needsOf({ source, domains }: Preset['data']): string {
  if (source !== undefined) return findDataset(source)?.needs ?? '';
  return domains ? 'two folders of pictures, with --domain-a and --domain-b' : 'pictures of yours, with --data';
}
