import { inFlight } from '../budget.ts';
import { dataError } from '../problems.ts';
import { decodingCost } from './decoding-cost.ts';
import {
  decodePicture,
  factsFromHead,
  formatOf,
  greatestValue,
  type PictureFacts,
  type PictureForm,
  readFacts,
} from './picture.ts';
import type { PictureSource } from './picture-source.ts';

/** Of a larger file only the beginning is read, until it is known what the picture will cost. */
const smallFile = 256 * 1024;
const beginnings = [64 * 1024, 2 ** 21];
/** A file counts twice: the one before it may not have been let go yet. */
const copies = 2;

const mega = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;

/** Reads and decodes the pictures of a source, any number at once, within the budget of what is in flight. */
export class PictureReader {
  readonly #source: PictureSource;
  readonly #check: string;

  /** `check`: the command that lists all that is wrong, or nothing where that is what is done. */
  constructor(source: PictureSource, check = '') {
    this.#source = source;
    this.#check = check;
  }

  /** The folder or the zip. */
  get where(): string {
    return this.#source.where;
  }

  /** What a picture is, by its head. */
  async facts(index: number): Promise<PictureFacts> {
    return (await this.#look(index)).facts;
  }

  /** A picture in the form that is wanted of one like this: its bytes `[h, w, c]`. Throws for one too large to decode. */
  async decode(
    index: number,
    formOf: (facts: PictureFacts, where: string) => PictureForm | Promise<PictureForm>,
  ): Promise<Uint8Array> {
    const where = this.#source.place(index);
    const { facts, file } = await this.#look(index);
    const form = await formOf(facts, where);
    const cost = decodingCost(facts, form);
    const bytes = copies * this.#source.weight(index) + cost;
    if (cost + this.#source.weight(index) > inFlight.total) throw this.#tooLarge(facts, bytes, where);
    return inFlight.hold(bytes, async () =>
      decodePicture(file ?? (await this.#source.load(index)), form, where, this.#check),
    );
  }

  /** The greatest value of a picture of 16 bits in any of its colours; undefined of one of 8. */
  async greatest(index: number): Promise<number | undefined> {
    const { facts, file } = await this.#look(index);
    if (facts.depth !== 2) return undefined;
    const { width, height, channels } = facts;
    const bytes = copies * this.#source.weight(index) + 2 * width * height * channels;
    return inFlight.hold(bytes, async () =>
      greatestValue(file ?? (await this.#source.load(index)), this.#source.place(index), this.#check),
    );
  }

  /** How many pictures there are. */
  get count(): number {
    return this.#source.paths.length;
  }

  /** The picture's head, with the whole file where that is small. */
  async #look(index: number): Promise<{ facts: PictureFacts; file?: Uint8Array }> {
    const where = this.#source.place(index);
    const weight = this.#source.weight(index);
    if (weight <= smallFile) {
      const file = await this.#source.load(index);
      return { file, facts: await readFacts(file, where, this.#check) };
    }
    let problem: unknown;
    for (const length of beginnings) {
      const head = await this.#source.head(index, length);
      if (!factsFromHead(formatOf(head, where, this.#check))) return { facts: await this.#wholeFacts(index) };
      try {
        return { facts: await readFacts(head, where, this.#check) };
      } catch (error) {
        // A colour profile may come first, and push out of the beginning what is looked for.
        problem = error;
      }
    }
    throw problem;
  }

  #wholeFacts(index: number): Promise<PictureFacts> {
    const where = this.#source.place(index);
    return inFlight.hold(copies * this.#source.weight(index), async () =>
      readFacts(await this.#source.load(index), where, this.#check),
    );
  }

  #tooLarge({ width, height, format, atOnce }: PictureFacts, bytes: number, where: string): Error {
    const way =
      format === 'png' ? 'an interlaced PNG' : format === 'jpeg' ? 'a progressive JPEG' : format.toUpperCase();
    return dataError('too-large', `${width} × ${height}: decoding it takes ${mega(bytes)} of memory`, {
      where,
      fix: atOnce ? `save it smaller, or not as ${way}` : 'save it smaller, or take it out',
    });
  }
}
