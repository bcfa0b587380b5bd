import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuelError } from '../errors.ts';
import { readConfig } from '../run/config/config.ts';
import { encodeOnnx, makersIn, translatingIn } from '../run/export.ts';
import { encodeProjector } from '../run/projector.ts';

/** Which network of a run, as of when. */
export interface NetworkWish {
  readonly net: string;
  readonly step: number;
  /** The weights as trained, not their average. */
  readonly raw: boolean;
}

/**
 * Networks of runs as `duel export` writes them. The last few are kept, since a page asks for them again. `of` throws
 * `studio/no-network` where a run has none of that name that makes samples.
 */
export class Networks {
  readonly #kept = new Map<string, Uint8Array>();

  of(directory: string, wish: NetworkWish): Uint8Array {
    const { net, step, raw } = wish;
    const config = readConfig(directory);
    if (![...makersIn(config), ...translatingIn(config)].includes(net)) throw noNetwork();
    return this.#once('network', directory, wish, () => encodeOnnx(directory, { net, raw, checkpoint: step }).bytes);
  }

  /** The network by which a picture is looked for among the latents of another. */
  projectorOf(directory: string, wish: NetworkWish): Uint8Array {
    const { net, step, raw } = wish;
    if (!makersIn(readConfig(directory)).includes(net)) throw noNetwork();
    return this.#once('projector', directory, wish, () => encodeProjector(directory, { net, raw, checkpoint: step }));
  }

  #once(what: string, directory: string, { net, step, raw }: NetworkWish, make: () => Uint8Array): Uint8Array {
    // a run that goes back writes a step's checkpoint anew
    const written = lstatSync(join(directory, 'checkpoints'), { throwIfNoEntry: false })?.mtimeMs;
    const key = JSON.stringify([what, directory, net, step, raw, written]);
    const bytes = this.#kept.get(key) ?? make();
    this.#kept.delete(key);
    this.#kept.set(key, bytes);
    for (const oldest of [...this.#kept.keys()].slice(0, -mostKept)) this.#kept.delete(oldest);
    return bytes;
  }
}
const noNetwork = () => new DuelError('usage', 'studio/no-network', 'this run has no such network that makes samples');
const mostKept = 4;

const parts = ['duel-generator.js', 'onnxruntime.wasm.gz'];

/** The element that shows a network in a page, and its runtime, by the paths that they are asked for. */
export function elementFiles(folder = fileURLToPath(new URL('../../dist/web', import.meta.url))): Map<string, string> {
  const there = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(parts.filter((name) => there.includes(name)).map((name) => [`/element/${name}`, join(folder, name)]));
}
