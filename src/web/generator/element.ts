import type { Batch } from '../../gan/latents.ts';
import type { NamedLatent } from '../../run/sampling/latentsJson.ts';
import { element as make } from '../dom.ts';
import { Store } from '../store.ts';
import type { Photo } from '../translation/photo.ts';
import {
  firstTranslation,
  type TranslatorSettings,
  translationFromHash,
  translationToHash,
} from '../translation/settings.ts';
import { translatorView } from '../translation/view.ts';
import { oldBrowser, readBytes } from './bytes.ts';
import { factsOf, type GeneratorFacts, type TranslatorFacts } from './facts.ts';
import { generatorView } from './generator.ts';
import { inBrowser, type Kept, type KeptStore } from './kept.ts';
import type { NamedDirection, Naming } from './naming.ts';
import { Networks } from './networks.ts';
import { Problem, problemOf } from './problem.ts';
import { latentsFor, type Sampler } from './sampler.ts';
import { fromHash, parseSeeds, type Settings, toHash } from './settings.ts';
import { latentInView, mostOf, startAt } from './studio.ts';
import { style } from './style.ts';

export type { GeneratorFacts, TranslatorFacts };

/** What `samples` takes beside seeds. */
export interface SampleWish {
  /** A class by its number; default: each seed's own. */
  readonly of?: number | undefined;
  /** Default 1. */
  readonly truncation?: number | undefined;
}

// where there is no page, as in a server's rendering, the module can still be imported
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * `<duel-generator src="generator.onnx">`: a network of `duel export` with all that a person can do with it, computed in
 * the page. Samples are those that `duel sample` makes of the same seeds.
 *
 * Attributes:
 * - `src`: the address of an ONNX file of `duel export`; of several directions of translating, all, with spaces between.
 *   `#id` for an element of the document that holds it in base64.
 * - `runtime`: the address of ONNX Runtime's WebAssembly, plain or packed with gzip. Default: `onnxruntime.wasm.gz`
 *   beside this script.
 * - `seeds`, `class`, `truncation`: what is shown at first.
 * - `view`: the same and all else that is chosen, as `duel-change` tells it; before the others.
 * - `keep`: a name under which the browser keeps what a person keeps. Default: until the page is closed.
 * - `name-directions`: directions of latents can be named; whoever hears `duel-direction` keeps them, and sets `directions`.
 * - `projector`: the address of the network by which a picture is looked for among the latents.
 * - `theme`: `light` or `dark`; default: as the system has it.
 * - `link`: what is chosen is kept in the page's address, so that a link leads to it.
 *
 * Events, which bubble: `duel-ready` with what each file says of itself (`detail.networks`); `duel-change` with the seeds, the
 * class and the truncation that are shown, and `detail.view`, all that is chosen; `duel-direction` with the name and the vector of a
 * direction that is to be kept, without a vector where it is dropped; `duel-error` with the problem.
 */
export class DuelGenerator extends Base {
  static readonly observedAttributes = ['src', 'runtime'];

  readonly #root = globalThis.document && this.attachShadow({ mode: 'open' });
  readonly #app = globalThis.document && make('div', { class: 'app' });
  readonly #voice = globalThis.document && make('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  #networks: Networks | undefined;
  #sampler: Sampler | undefined;
  /** Counts what was loaded, so that what comes late of an earlier one is passed over. */
  #turn = 0;
  #whenGone: (() => void)[] = [];
  #named: readonly NamedDirection[] = [];
  /** What is shown, and what was chosen of it, as for the attribute `view`. */
  #shown: { readonly facts: readonly (GeneratorFacts | TranslatorFacts)[]; readonly networks: Networks } | undefined;
  #chosen: string | undefined;
  #inView: (() => NamedLatent) | undefined;
  /** The generator's file, and the address of the projector that is open beside it. */
  #model: Uint8Array | undefined;
  #projector: string | undefined;
  /** What a person keeps, of which generator, and pictures that were brought: they stay when another network comes. */
  #kept: readonly Kept[] = [];
  #keptOf: string | undefined;
  #photos: readonly Photo[] = [];

  constructor() {
    super();
    if (!this.#root) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#app, this.#voice);
  }

  connectedCallback(): void {
    void this.#load();
  }

  disconnectedCallback(): void {
    this.#leave();
  }

  attributeChangedCallback(_: string, before: string | null, after: string | null): void {
    if (before !== after && this.isConnected && this.#turn > 0) void this.#load();
  }

  /**
   * Samples of seeds, `[n, …]` in the generator's own range: what `duel sample --seeds` makes.
   *
   * @throws where nothing is loaded, or the file makes no samples of seeds
   */
  async samples(seeds: readonly number[], { of, truncation = 1 }: SampleWish = {}): Promise<Batch> {
    const sampler = this.#sampler;
    if (!sampler) throw new Error('nothing is loaded that makes samples; wait for the event duel-ready');
    return sampler.make(latentsFor(sampler.facts, seeds, { of, truncation }));
  }

  /** The latent of what is in view, with what the generator is told and the seed of its noise; undefined where nothing is. */
  get inView(): NamedLatent | undefined {
    return this.#inView?.();
  }

  /** Directions of latents that a person has named, beside the main ones. */
  get directions(): readonly NamedDirection[] {
    return this.#named;
  }

  set directions(named: readonly NamedDirection[]) {
    this.#named = named;
    if (!this.#shown) return;
    const { facts, networks } = this.#shown;
    for (const end of this.#whenGone.splice(0)) end();
    this.#show(facts, networks, this.#chosen);
  }

  /** Opens the network by which pictures are looked for, beside the generator. */
  async #openProjector(source: string, networks: Networks): Promise<Networks> {
    if (this.#model === undefined || this.#projector === source) return networks;
    await networks.replace([this.#model, await readBytes(source)]);
    this.#projector = source;
    return networks;
  }

  /** Asks whoever keeps named directions. */
  #naming(): Naming {
    const ask = (detail: { name: string; vector?: readonly number[] }) =>
      this.dispatchEvent(new CustomEvent('duel-direction', { bubbles: true, detail }));
    return { keep: ask, drop: (name) => ask({ name }) };
  }

  #leave(): void {
    this.#turn++;
    this.#networks?.close();
    this.#networks = undefined;
    this.#shown = undefined;
    this.#inView = undefined;
    this.#sampler = undefined;
    for (const end of this.#whenGone.splice(0)) end();
  }

  async #load(): Promise<void> {
    this.#leave();
    const turn = this.#turn;
    const sources = (this.getAttribute('src') ?? '').split(/\s+/).filter(Boolean);
    const isLate = () => turn !== this.#turn;
    try {
      if (sources.length === 0)
        throw new Problem('There is no generator to show.', 'Name one: <duel-generator src="generator.onnx">');
      if (typeof WebAssembly === 'undefined') throw oldBrowser('has no WebAssembly, or it is turned off');
      const progress = this.#loading();
      const runtime = this.getAttribute('runtime') ?? new URL('onnxruntime.wasm.gz', import.meta.url).href;
      const [wasm, ...models] = await Promise.all(
        [runtime, ...sources].map((source, i) => readBytes(source, (done, total) => progress(i, done, total))),
      );
      if (isLate()) return;
      const facts = models.map((model, i) => factsOf(model, named(sources[i]!)));
      progress.starting();
      const networks = await Networks.open(models, wasm!).catch((cause) => {
        throw notOpened(cause);
      });
      if (isLate()) return networks.close();
      this.#networks = networks;
      this.#model = models[0];
      this.#projector = undefined;
      this.#show(facts, networks);
      this.dispatchEvent(new CustomEvent('duel-ready', { bubbles: true, detail: { networks: facts } }));
    } catch (cause) {
      if (!isLate()) this.#fail(cause);
    }
  }

  #show(
    facts: readonly (GeneratorFacts | TranslatorFacts)[],
    networks: Networks,
    chosen = this.getAttribute('view') ?? undefined,
  ): void {
    this.#shown = { facts, networks };
    const projector = this.getAttribute('projector');
    this.#chosen = chosen;
    const [first] = facts;
    const turn = this.#turn;
    const failed = (cause: unknown) => {
      if (turn === this.#turn) this.#fail(cause);
    };
    const say = (text: string) => {
      this.#voice.textContent = text;
    };
    if (first!.kind === 'translator') {
      this.#showTranslators(facts as readonly TranslatorFacts[], networks, { failed, say });
      return;
    }
    const options = {
      settings: this.#wished(first!),
      kept: this.#takeKept(first!),
      named: this.#named,
      ...(projector !== null && { projector: () => this.#openProjector(projector, networks) }),
      ...(this.hasAttribute('name-directions') && { naming: this.#naming() }),
      failed,
      say,
      ...(this.hasAttribute('link') && { link: () => location.href }),
    };
    const generated = generatorView(first!, networks, options);
    const { studio } = generated;
    this.#sampler = studio.sampler;
    this.#inView = () => {
      const { data, told, seeds = [0] } = latentInView(studio, studio.settings.value);
      const isMoved = studio.settings.value.shifts.some((v) => v !== 0);
      const name = `${startAt(studio, studio.settings.value).name}${isMoved ? ', moved' : ''}`;
      return { name, latent: [...data], ...(told && { told: [...told] }), noise: seeds[0]! };
    };
    const read = (hash: string) => fromHash(hash, studio.first, mostOf(first!), first!.codes.discrete[0] ?? 0);
    const view = (value: Settings) => toHash(value, studio.first);
    this.#follow(studio.settings, read, view, ({ seeds, of, truncation }) => ({ seeds, of, truncation }));
    this.#app.replaceChildren(generated.root);
  }

  /** What is kept of generators of these latents; of others it means nothing. */
  #takeKept(facts: GeneratorFacts): KeptStore {
    const key = this.getAttribute('keep');
    const what = JSON.stringify([key, facts.input, facts.codes]);
    if (this.#keptOf !== what) this.#kept = [];
    this.#keptOf = what;
    const kept: KeptStore = new Store({ all: this.#kept });
    if (key !== null) this.#whenGone.push(inBrowser(kept, key, facts));
    this.#whenGone.push(
      kept.follow(({ all }) => {
        this.#kept = all;
      }),
    );
    return kept;
  }

  #showTranslators(
    ways: readonly TranslatorFacts[],
    networks: Networks,
    options: { failed(cause: unknown): void; say(text: string): void },
  ) {
    const first = firstTranslation(ways);
    const photos = new Store({ all: this.#photos });
    this.#whenGone.push(
      photos.follow(({ all }) => {
        this.#photos = all;
      }),
    );
    const { root, translation, end } = translatorView(ways, networks, { ...options, photos });
    const read = (hash: string) => translationFromHash(hash, first, ways.length);
    this.#follow(
      translation.settings,
      read,
      (value: TranslatorSettings) => translationToHash(value, first),
      () => ({}),
    );
    this.#whenGone.push(end);
    this.#app.replaceChildren(root);
  }

  /** What the attributes say of what is shown at first. */
  #wished(facts: GeneratorFacts): Partial<Settings> {
    const seeds = this.getAttribute('seeds');
    const of = this.getAttribute('class');
    const truncation = Number(this.getAttribute('truncation') ?? Number.NaN);
    const k = of === null ? -1 : facts.classes.includes(of) ? facts.classes.indexOf(of) : Number(of);
    return {
      ...(seeds !== null && typeof parseSeeds(seeds, mostOf(facts)) === 'object' && { seeds }),
      ...(k >= 0 && k < (facts.codes.discrete[0] ?? 0) && { of: k }),
      ...(truncation >= 0 && truncation <= 2 && { truncation }),
    };
  }

  /**
   * Has what is chosen follow the attribute `view` at first, or the page's address for as long as it is shown, and tells
   * of its changes.
   *
   * @param read what an address says
   * @param said what is chosen, as such an address
   * @param more what is told beside it
   */
  #follow<T extends object>(
    settings: Store<T>,
    read: (hash: string) => T,
    said: (value: T) => string,
    more: (value: T) => object,
  ): void {
    const isLinked = this.hasAttribute('link');
    if (!isLinked && this.#chosen !== undefined) settings.set(read(this.#chosen));
    const take = () => settings.set(read(location.hash));
    if (isLinked) {
      take();
      addEventListener('hashchange', take);
    }
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let last = said(settings.value);
    const end = settings.follow((value) => {
      const now = said(value);
      if (now === last) return;
      last = now;
      this.#chosen = now;
      this.dispatchEvent(new CustomEvent('duel-change', { bubbles: true, detail: { ...more(value), view: now } }));
      clearTimeout(waiting);
      if (!isLinked) return;
      waiting = setTimeout(() => {
        if (now !== location.hash.slice(1)) history.replaceState(null, '', `#${now}`);
      }, 200);
    });
    this.#whenGone.push(
      end,
      () => removeEventListener('hashchange', take),
      () => clearTimeout(waiting),
    );
  }

  /** What is seen while files come; returns what is told how far each is. */
  #loading() {
    const text = make('p', {}, 'Loading the generator …');
    const bar = make('progress', { max: 1, 'aria-label': 'Loading' });
    this.#app.replaceChildren(make('div', { class: 'state', role: 'status' }, bar, text));
    const all = new Map<number, readonly [number, number | undefined]>();
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    const progress = (file: number, done: number, total: number | undefined) => {
      all.set(file, [done, total]);
      const [sum, whole] = [...all.values()].reduce<[number, number]>(
        ([a, b], [done, total]) => [a + done, b + (total ?? Number.NaN)],
        [0, 0],
      );
      if (whole > 0) bar.value = sum / whole;
      text.textContent = `Loading: ${megabytes(sum)}${whole > 0 ? ` of ${megabytes(whole)}` : ''} MB`;
    };
    progress.starting = () => {
      bar.removeAttribute('value');
      text.textContent = 'Starting the generator …';
    };
    return progress;
  }

  #fail(cause: unknown): void {
    const { message, fix } = problemOf(cause);
    const again = make('button', { type: 'button', onclick: () => void this.#load() }, 'Try again');
    this.#app.replaceChildren(
      make(
        'div',
        { class: 'state failed', role: 'alert' },
        make('h2', {}, 'This generator cannot be shown'),
        make('p', {}, message),
        make('p', { class: 'fix' }, fix),
        again,
      ),
    );
    this.dispatchEvent(new CustomEvent('duel-error', { bubbles: true, detail: { message, fix } }));
  }
}

/** A source as a person would call it. */
const named = (source: string): string => (source.startsWith('#') ? 'The network in this page' : source);

function notOpened(cause: unknown): Problem {
  const said = cause instanceof Error ? cause.message : String(cause);
  if (/WebAssembly|wasm|backend/i.test(said))
    return new Problem(
      `This browser did not start WebAssembly: ${said}`,
      'Use a current Chrome, Edge, Firefox or Safari.',
    );
  if (/alloc|memory/i.test(said))
    return new Problem('There is not enough memory for this generator.', 'Close other pages, then try again.');
  return new Problem(
    `The network could not be opened: ${said}`,
    'Its file may be damaged: get it again, or export it again.',
  );
}

if (globalThis.customElements && !customElements.get('duel-generator'))
  customElements.define('duel-generator', DuelGenerator);

declare global {
  interface HTMLElementTagNameMap {
    'duel-generator': DuelGenerator;
  }
}
