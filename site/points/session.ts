import { type Losses, withPoint } from '../shell/losses.ts';
import type { Turn } from './game.ts';
import type { News, Order, View } from './messages.ts';
import type { Dials, Settings } from './settings.ts';
import type { Watched } from './watch.ts';

/** What the page hears of the training. */
export interface Listener {
  opening(): void;
  ready(device: string, weights: readonly [number, number]): void;
  seen(view: View, losses: readonly Losses[]): void;
  /** The step that comes next, and what is seen in its middle. */
  watched(watched: Watched, between: View): void;
  /** A run has done as many updates as it was to. */
  arrived(): void;
  failed(message: string, fix: string | undefined): void;
}

/** The training in its worker, as the page has it at hand. */
export class Session {
  readonly #worker: Worker;
  readonly #wasm: string;
  readonly #listener: Listener;
  #losses: Losses[] = [];

  constructor(wasm: string, listener: Listener) {
    this.#wasm = wasm;
    this.#listener = listener;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'duel playground' });
    this.#worker.onmessage = ({ data }: MessageEvent<News>) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      listener.failed(event.message || "the training's script did not load", 'load the page again');
    };
  }

  begin(settings: Settings): void {
    this.#losses = [];
    // a value of the page's own framework may not be one that a worker can take
    this.#post({ type: 'begin', settings: { ...settings, drawn: [...settings.drawn] }, wasm: this.#wasm });
  }
  turn(dials: Dials): void {
    this.#post({ type: 'dials', dials });
  }
  play(turn: Turn, count = 1): void {
    this.#post({ type: 'play', turn, count });
  }
  run(slowly: boolean, until?: number): void {
    this.#post({ type: 'run', slowly, until });
  }
  pause(): void {
    this.#post({ type: 'pause' });
  }
  undo(count = 1): void {
    this.#post({ type: 'undo', count });
  }
  /** Asks for the numbers of the step that comes next. */
  watch(): void {
    this.#post({ type: 'watch' });
  }
  /** What was seen last is drawn. */
  drawn(): void {
    this.#post({ type: 'drawn' });
  }
  close(): void {
    this.#worker.terminate();
  }

  #post(order: Order): void {
    this.#worker.postMessage(order);
  }

  #hear(news: News): void {
    switch (news.type) {
      case 'opening':
        this.#listener.opening();
        return;
      case 'ready':
        this.#listener.ready(news.device, news.weights);
        return;
      case 'seen':
        this.#note(news.view);
        this.#listener.seen(news.view, this.#losses);
        return;
      case 'watched':
        this.#listener.watched(news.watched, news.between);
        return;
      case 'arrived':
        this.#listener.arrived();
        return;
      case 'failed':
        this.#listener.failed(news.message, news.fix);
        return;
      default:
        news satisfies never;
    }
  }

  #note({ done, dLoss, gLoss }: View): void {
    this.#losses = withPoint(this.#losses, { done, d: dLoss, g: gLoss });
  }
}
