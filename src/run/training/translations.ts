import type { Dataset } from '../../data/dataset.ts';
import { type State, type Translator, translatorsOf } from '../../gan/index.ts';
import { RandomStream } from '../../random/stream.ts';
import type { Engine } from '../../runtime/engine.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { RunConfig } from '../config/config.ts';
import type { StageConfig } from '../config/stages.ts';
import { readPlayer } from '../directory/graphs.ts';
import { type Cell, cellsOf, pageOfCells } from '../pictures/cells.ts';
import type { Images } from '../pictures/raster.ts';
import { PlayerProgram } from '../sampling/sampler.ts';

/** Pictures of a kind, one for each example that is shown. */
type Column = readonly Cell[];

/** A direction of a game of pictures into pictures: its networks, and the examples that it is shown on. */
interface Direction {
  readonly translator: Translator;
  readonly program: PlayerProgram;
  readonly back: PlayerProgram | undefined;
  readonly inputs: Column;
  /** What the inputs are given as to the network. */
  readonly values: Float32Array;
  /** What its results are to be, where that is known. */
  readonly targets: Column | undefined;
}

/**
 * What translators make of the same examples each time: input, result and target side by side; of two domains input, result
 * and the way back. One direction below the other.
 */
export class Translations {
  readonly #config: RunConfig;
  readonly #directions: readonly Direction[];

  private constructor(config: RunConfig, directions: readonly Direction[]) {
    this.#config = config;
    this.#directions = directions;
  }

  /** Undefined for a game that makes no pictures from pictures. */
  static async open(
    directory: string,
    config: StageConfig,
    dataset: Dataset,
    engine: Engine,
  ): Promise<Translations | undefined> {
    const translators = translatorsOf(config.game);
    if (translators.length === 0) return undefined;
    const { rows, columns } = config.monitor;
    const count = Math.max(1, Math.floor(rows / translators.length)) * columns;
    const directions: Direction[] = [];
    const load = (player: string) => PlayerProgram.load(engine, readPlayer(directory, config, player));
    for (const translator of translators) {
      const { from, to, back, player } = translator;
      const read = (which: Translator['from']) => readColumn(config, dataset, which, count);
      const { values, column: inputs } = await read(from);
      const isPaired = from.domain === to.domain;
      directions.push({
        translator,
        program: await load(player),
        back: back === undefined ? undefined : await load(back),
        inputs,
        values,
        targets: isPaired ? (await read(to)).column : undefined,
      });
    }
    return new Translations(config, directions);
  }

  /** The examples as they are: what is put in, and what is to come out. */
  drawReals(): Images & { columns: number } {
    return this.#page(this.#directions.map(({ inputs, targets }) => (targets ? [inputs, targets] : [inputs])));
  }

  /** @param options `raw`: by the weights as trained, not their average */
  async draw(state: State, options: { readonly raw?: boolean } = {}): Promise<Images & { columns: number }> {
    const blocks: Column[][] = [];
    for (const { program, back, inputs, values, targets } of this.#directions) {
      program.use(state, options);
      const made = (await program.run(values, inputs.length)).images!;
      await program.forget();
      const columns = [inputs, cellsOf(made.data, made.shape.slice(1))];
      if (back) {
        back.use(state, options);
        const returned = (await back.run(made.data, inputs.length)).images!;
        await back.forget();
        columns.push(cellsOf(returned.data, returned.shape.slice(1)));
      }
      if (targets) columns.push(targets);
      blocks.push(columns);
    }
    return this.#page(blocks);
  }

  #page(blocks: readonly (readonly Column[])[]): Images & { columns: number } {
    return pageOfCells(blocks, this.#config.monitor.columns, this.#config.data.range);
  }

  async close(): Promise<void> {
    for (const { program, back } of this.#directions) {
      await program.close();
      await back?.close();
    }
  }
}

async function readColumn(
  { seed, data: { range } }: RunConfig,
  dataset: Dataset,
  { domain, part }: Translator['from'],
  count: number,
): Promise<{ values: Float32Array; column: Column }> {
  const source = domain === undefined ? dataset : dataset.domains![domain]!;
  const shape = part === undefined ? source.shape : source.parts![part]!.shape;
  // all parts of the same examples
  const random = new RandomStream(seed, domain === undefined ? 'monitor' : `monitor/${domain}`);
  const chosen = new Set<number>();
  // none twice, as long as there are others
  while (chosen.size < Math.min(count, source.count)) chosen.add(random.integer(source.count));
  const distinct = [...chosen];
  const indices = Uint32Array.from({ length: count }, (_, i) => distinct[i % distinct.length]!);
  const values = new Float32Array(count * sizeOf(shape));
  await source.read(indices, values, { range, part });
  return { values, column: cellsOf(values, shape) };
}
