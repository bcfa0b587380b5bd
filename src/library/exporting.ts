import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import type { CheckpointChoice } from '../run/directory/checkpoints.ts';
import { type ExportOptions, encodeOnnx, encodeStep, encodeWeights, writeFolder } from '../run/export.ts';
import { assertOutput, writeOut } from '../run/output/outputFile.ts';
import { type TensorBoardExport, exportTensorBoard as writeTensorBoard } from '../run/tensorboard/export.ts';
import { type EncodedPage, encodePage, type PageOptions, writePage } from './page.ts';

export interface ExportNetworkOptions extends ExportOptions {
  /** A network with its weights, for any ONNX runtime, or the weights alone. Default `onnx`. */
  readonly to?: 'onnx' | 'safetensors' | undefined;
  /** Writes the bytes there too. Default: nowhere. */
  readonly out?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ExportedNetwork {
  /** The content of a file. */
  readonly bytes: Uint8Array;
  /** Which network. */
  readonly net: string;
  /** Steps that the checkpoint had. */
  readonly step: number;
}

const networkKinds: kinds.OptionKinds<ExportNetworkOptions> = {
  to: kinds.oneOf(['onnx', 'safetensors']),
  net: kinds.text,
  checkpoint: kinds.checkpoint,
  raw: kinds.flag,
  noise: kinds.flag,
  out: kinds.text,
  signal: kinds.signal,
};

/**
 * Ships a network of a run. A generator takes `latents` `[n, …]` from N(0, 1) and gives `images`
 * `[n, height, width, channels]`; a discriminator takes `images` and gives `logits`, and `probabilities`, P(real), where
 * its loss means one. `n` is free. The metadata say the range, and which inputs are random numbers of the network's own.
 */
export async function exportNetwork(run: string, options: ExportNetworkOptions = {}): Promise<ExportedNetwork> {
  checkText('exportNetwork()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions('exportNetwork()', options, networkKinds);
  const { to = 'onnx', out, signal, ...choice } = options;
  if (out !== undefined) assertOutput(out);
  signal?.throwIfAborted();
  const exported = { onnx: encodeOnnx, safetensors: encodeWeights }[to](run, choice);
  await turn(signal);
  if (out !== undefined) await writeOut(out, exported.bytes);
  return exported;
}

export interface ExportStepOptions {
  readonly checkpoint?: CheckpointChoice | undefined;
  /** A folder that gets the files, made whole or not at all. Default: nothing is written. */
  readonly out?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ExportedStep {
  /** `step.onnx`, `step.json` and `state.safetensors` by their names. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Where they were written; empty without `out`. */
  readonly paths: readonly string[];
  readonly step: number;
}

/**
 * Ships the training step itself with the state that it goes on from. Any language with ONNX Runtime trains with it;
 * `step.json` says how.
 */
export async function exportStep(run: string, options: ExportStepOptions = {}): Promise<ExportedStep> {
  checkText('exportStep()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions<ExportStepOptions>('exportStep()', options, {
    checkpoint: kinds.checkpoint,
    out: kinds.text,
    signal: kinds.signal,
  });
  const { out, signal } = options;
  signal?.throwIfAborted();
  const exported = encodeStep(run, options);
  await turn(signal);
  if (out === undefined) return { ...exported, paths: [] };
  await writeFolder(out, exported.files);
  return { ...exported, paths: Object.keys(exported.files).map((name) => join(out, name)) };
}

export interface ExportPageOptions extends PageOptions {
  /** `html` (default): one file, which opens from disk; `site`: files for a web host. */
  readonly to?: 'html' | 'site' | undefined;
  /** Writes a file there, or of `site` a folder, made whole or not at all. Default: nowhere. */
  readonly out?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ExportedPage extends EncodedPage {
  /** Where they were written; empty without `out`. */
  readonly paths: readonly string[];
}

/**
 * A page that shows what a run's generator makes, or translates pictures, in any browser, without a server behind it:
 * seeds, classes, truncation, main directions of the latents, walks. Its samples are those of `sample()`.
 *
 * @throws DuelError `export/no-page` where the run makes neither samples nor pictures
 */
export async function exportPage(run: string, options: ExportPageOptions = {}): Promise<ExportedPage> {
  checkText('exportPage()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions<ExportPageOptions>('exportPage()', options, {
    to: kinds.oneOf(['html', 'site']),
    net: kinds.text,
    checkpoint: kinds.checkpoint,
    raw: kinds.flag,
    out: kinds.text,
    signal: kinds.signal,
  });
  const { to = 'html', out, signal, ...choice } = options;
  if (out !== undefined && to === 'html') assertOutput(out);
  signal?.throwIfAborted();
  const page = await encodePage(run, to, choice);
  await turn(signal);
  return { ...page, paths: out === undefined ? [] : await writePage(out, to, page) };
}

export interface ExportTensorBoardOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * A whole run as a folder for TensorBoard: losses, rates and speed of each step, pictures, and what metrics gave, each
 * protocol under a name of its own. Into a folder that is there from before, the file is written anew.
 *
 * @throws DuelError `export/not-empty` where the folder holds something else
 */
export async function exportTensorBoard(
  run: string,
  out: string,
  options: ExportTensorBoardOptions = {},
): Promise<TensorBoardExport> {
  checkText('exportTensorBoard()', "a run's directory", run, 'runs/001-quickstart');
  checkText('exportTensorBoard()', 'a folder to write to', out, 'logs/1');
  checkOptions<ExportTensorBoardOptions>('exportTensorBoard()', options, { signal: kinds.signal });
  options.signal?.throwIfAborted();
  return writeTensorBoard(run, out, options);
}

/** Lets events in that came while this thread computed, and throws where one of them has aborted. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
