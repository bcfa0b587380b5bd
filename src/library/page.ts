import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { DuelError } from '../errors.ts';
import { readWhole } from '../files/reading.ts';
import { makersOf, playersOf, translatorsOf } from '../gan/index.ts';
import { describe } from '../nn/index.ts';
import { type RunConfig, readConfig } from '../run/config/config.ts';
import { stageAt } from '../run/config/stages.ts';
import { type EncodedNetwork, type ExportOptions, encodeOnnx, writeFolder } from '../run/export.ts';
import { writeOut } from '../run/output/outputFile.ts';
import { sourceHash } from '../run/report/sourceHash.ts';
import { version } from '../version.ts';
import { fromDiskScript, pageHtml, pageStyle } from '../web/page/markup.ts';

/** Which network, and as of when; `net` by default the generator, or all directions of translating. */
export type PageOptions = Pick<ExportOptions, 'checkpoint' | 'raw' | 'net'>;

export interface EncodedPage {
  /** `index.html` alone, or with the files beside it. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly step: number;
  /** The networks in it. */
  readonly nets: readonly string[];
}

/**
 * Writes what `encodePage` makes: a file, or a folder made whole or not at all.
 *
 * @returns the files
 */
export async function writePage(out: string, to: 'html' | 'site', { files }: EncodedPage): Promise<string[]> {
  if (to === 'html') return [await writeOut(out, files['index.html']!)];
  await writeFolder(out, files);
  return Object.keys(files).map((name) => join(out, name));
}

/** Larger pages take long to open: what is beside them can be loaded as it comes. */
export const largePage = 40e6;

/**
 * A page that shows what a run's generator makes, or translates pictures, in any browser: as one file that opens from
 * disk, or with its files beside it, for a web host.
 *
 * @throws DuelError `export/no-page` where the run makes neither samples nor pictures
 */
export async function encodePage(
  directory: string,
  to: 'html' | 'site',
  options: PageOptions = {},
): Promise<EncodedPage> {
  const run = readConfig(directory);
  const nets = netsOf(run, options.net, directory);
  const networks = nets.map((net) => encodeOnnx(directory, { ...options, net }));
  const { step } = networks[0]!;
  const text = textOf(stageAt(run, step), nets[0]!, networks[0]!, options.raw ?? false);
  const files = to === 'html' ? await alone(text, networks) : await withFiles(text, networks);
  return { files, step, nets };
}

function netsOf({ game }: RunConfig, net: string | undefined, where: string): string[] {
  const makers = makersOf(game);
  const translators = translatorsOf(game).map(({ player }) => player);
  const all = [...makers, ...translators];
  if (all.length === 0)
    throw new DuelError('usage', 'export/no-page', 'there is nothing to show in a page: this run makes no samples', {
      where,
      fix: 'choose the run of a GAN, or --to onnx',
    });
  if (net === undefined) return makers.length > 0 ? [makers[0]!] : translators;
  if (all.includes(net)) return [net];
  throw new DuelError('usage', 'export/net', `'${net}' makes nothing that a page could show`, {
    where,
    fix: `choose one of ${all.join(', ')}`,
  });
}

type Text = Pick<Parameters<typeof pageHtml>[0], 'title' | 'about' | 'origin' | 'version'>;

function textOf({ name, game }: RunConfig, net: string, { step }: EncodedNetwork, raw: boolean): Text {
  const { network } = playersOf(game)[net]!;
  const made = describe(network).outputShape.slice(1);
  const [size] = Object.values(network.inputs)[0]!;
  const what =
    made.length === 3
      ? `Pictures of ${made[1]} × ${made[0]} pixels`
      : made[0] === 2
        ? 'Points'
        : `Rows of ${made[0]} numbers`;
  const about = makersOf(game).includes(net)
    ? `${what}, which a network makes of ${size} random numbers each.`
    : 'A network that makes pictures from pictures: give it one of yours.';
  return {
    title: name,
    about: `${about} It runs in this page, on your device; nothing is sent anywhere.`,
    origin: `Trained and exported with Duel ${version}, as of step ${step.toLocaleString('en-US')}${raw ? ', weights as trained' : ''}.`,
    version,
  };
}

async function alone(text: Text, networks: readonly EncodedNetwork[]): Promise<Record<string, Uint8Array>> {
  const script = inScript((await asset('page.js')).toString('utf8'));
  const packed = await Promise.all(networks.map(({ bytes }) => promisify(gzip)(bytes, { level: 9 })));
  const models = Object.fromEntries(
    packed.map((bytes, i) => [`network-${networks[i]!.net}`, bytes.toString('base64')]),
  );
  const page = pageHtml({
    ...text,
    src: Object.keys(models)
      .map((id) => `#${id}`)
      .join(' '),
    runtime: '#runtime',
    policy: policyOf([sourceHash(script)], "connect-src 'none'"),
    script: { text: script },
    embedded: { ...models, runtime: (await asset('onnxruntime.wasm.gz')).toString('base64') },
  });
  return { 'index.html': Buffer.from(page) };
}

async function withFiles(text: Text, networks: readonly EncodedNetwork[]): Promise<Record<string, Uint8Array>> {
  const models = Object.fromEntries(networks.map(({ net, bytes }) => [`${net}.onnx`, bytes]));
  const page = pageHtml({
    ...text,
    src: Object.keys(models).join(' '),
    runtime: 'onnxruntime.wasm.gz',
    policy: policyOf(["'self'", sourceHash(fromDiskScript)], "connect-src 'self'"),
    script: { file: 'duel-page.js' },
    embedded: {},
  });
  return {
    ...models,
    'onnxruntime.wasm.gz': await asset('onnxruntime.wasm.gz'),
    'duel-page.js': await asset('page.js'),
    'index.html': Buffer.from(page),
  };
}

/** The page may run its own scripts and WebAssembly, and load what is said, and nothing else. */
const policyOf = (scripts: readonly string[], connect: string): string =>
  [
    "default-src 'none'",
    `script-src ${scripts.join(' ')} blob: 'wasm-unsafe-eval'`,
    'worker-src blob:',
    `style-src ${sourceHash(pageStyle)}`,
    'img-src data: blob:',
    connect,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** A script's text as it can stand between its tags. */
const inScript = (text: string): string => text.replaceAll('<!--', '<\\!--').replaceAll(/<\/(script)/gi, '<\\/$1');

/** A part of pages that the build has made: the same for a module in `src` and in `dist`. */
async function asset(name: string): Promise<Buffer> {
  const path = fileURLToPath(new URL(`../../dist/web/${name}`, import.meta.url));
  if (!existsSync(path))
    throw new DuelError('internal', 'export/no-parts', `a part of the page is missing: ${name}`, {
      where: path,
      fix: "install Duel again; in a checkout run 'npm run build'",
    });
  return readWhole(path, 'internal');
}
