import { type SampleNoise, sampleNoise } from '../../gan/latents.ts';
import type { Picture } from '../../run/translating/tiles.ts';
import { translateWhole } from '../../run/translating/whole.ts';
import type { TranslatorFacts } from '../generator/facts.ts';
import type { Networks } from '../generator/networks.ts';

/** What is wanted no more. */
export class Outdated extends Error {}

/** A network of a page that makes pictures of pictures, as `duel translate` does. */
export class PageTranslator {
  readonly facts: TranslatorFacts;
  readonly #networks: Networks;
  /** Its place among the page's networks. */
  readonly #model: number;

  constructor(facts: TranslatorFacts, networks: Networks, model: number) {
    this.facts = facts;
    this.#networks = networks;
    this.#model = model;
  }

  /**
   * @param seed what is random follows from it
   * @param isWanted asked before each part; `Outdated` is thrown where it is not
   * @param onPart told how many parts are done
   */
  translate(
    picture: Picture,
    seed: number,
    isWanted: () => boolean = () => true,
    onPart: (done: number) => void = () => {},
  ): Promise<Picture> {
    let done = 0;
    return translateWhole(picture, this.facts.sizes, async (part) => {
      if (!isWanted()) throw new Outdated();
      const made = await this.#run(part, seed);
      onPart(++done);
      return made;
    });
  }

  async #run({ height, width, channels, data }: Picture, seed: number): Promise<Picture> {
    const { sizes, noise } = this.facts;
    const [tall, wide] = sizes.trained;
    const drawn = sampleNoise(
      [seed],
      noise.map((one) => atSize(one, height / tall, width / wide)),
    );
    const feeds = { inputs: { shape: [1, height, width, channels], data }, ...drawn };
    const { images } = await this.#networks.run(this.#model, feeds);
    const [, h, w, c] = images!.shape as [number, number, number, number];
    return { height: h, width: w, channels: c, data: images!.data as Float32Array };
  }
}

/** Random numbers of maps grow with the picture. */
const atSize = ({ shape, ...rest }: SampleNoise, down: number, across: number): SampleNoise => ({
  ...rest,
  shape: shape.length === 3 ? [shape[0]! * down, shape[1]! * across, shape[2]!] : shape,
});
