import { DuelError } from '../../errors.ts';

/** A latent with its name, and what a generator is told beside it. */
export interface NamedLatent {
  readonly name: string;
  readonly latent: readonly number[];
  /** A class as one-hot or as weights of several, or codes. */
  readonly told?: readonly number[] | undefined;
  /** The seed of a generator's own noise, where it has any. */
  readonly noise?: number | undefined;
}

const format = 'duel-latents';
const most = 10_000;

/** Latents as a file, `{ "format": "duel-latents", "version": 1, "latents": [{ "name", "latent", "told", "noise" }] }`. */
export function encodeLatents(latents: readonly NamedLatent[]): string {
  // nine digits give a float32 back
  const plain = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(9)));
  const rows = latents.map(({ name, latent, told, noise }) =>
    JSON.stringify({
      name,
      latent: plain(latent),
      ...(told && { told: plain(told) }),
      ...(noise !== undefined && { noise }),
    }),
  );
  return `{"format":"${format}","version":1,"latents":[\n${rows.join(',\n')}\n]}\n`;
}

/**
 * Reads such a file; all its latents are as long as the first.
 *
 * @throws DuelError `sample/bad-latents`
 */
export function decodeLatents(text: string, where: string): NamedLatent[] {
  const wrong = (message: string) =>
    new DuelError('usage', 'sample/bad-latents', message, {
      where,
      fix: "give a file that the studio's page Explore has saved as JSON",
    });
  let said: { readonly format?: unknown; readonly latents?: unknown } | null;
  try {
    said = JSON.parse(text);
  } catch {
    throw wrong('this is no JSON');
  }
  if (said?.format !== format || !Array.isArray(said.latents)) throw wrong(`this does not say that it is ${format}`);
  if (said.latents.length === 0 || said.latents.length > most)
    throw wrong(`${said.latents.length} latents, where 1 to ${most.toLocaleString('en-US')} are read`);
  const all = said.latents.map((one, i) => latentIn(one, (problem) => wrong(`latent ${i + 1} ${problem}`)));
  const [first] = all as [NamedLatent];
  const other = all.findIndex(
    ({ latent, told }) => latent.length !== first.latent.length || told?.length !== first.told?.length,
  );
  if (other >= 0) throw wrong(`latent ${other + 1} has another length than the first`);
  return all;
}

/** The same in one array, `[n, size + told]`, as `duel sample --latents` takes them. */
export function latentRows(all: readonly NamedLatent[]): { shape: number[]; data: Float32Array } {
  const rows = all.flatMap(({ latent, told = [] }) => [...latent, ...told]);
  return { shape: [all.length, rows.length / all.length], data: Float32Array.from(rows) };
}

function latentIn(one: unknown, wrong: (problem: string) => Error): NamedLatent {
  const { name, latent, told, noise } = (one ?? {}) as Record<string, unknown>;
  if (!isNumbers(latent)) throw wrong('has no numbers');
  if (told !== undefined && !isNumbers(told)) throw wrong("has no numbers in 'told'");
  const isSeed = Number.isSafeInteger(noise) && Number(noise) >= 0;
  return {
    name: typeof name === 'string' ? name.slice(0, 80) : '',
    latent,
    ...(told !== undefined && { told }),
    ...(isSeed && { noise: Number(noise) }),
  };
}

const isNumbers = (list: unknown): list is number[] =>
  Array.isArray(list) && list.length > 0 && list.every((value) => typeof value === 'number' && Number.isFinite(value));
