import { describe, expect, it } from 'vitest';
import { compile, trainingPlan } from '../../compile/compile.ts';
import { dense, network, sgd } from '../../nn/index.ts';
import { RandomStream } from '../../random/stream.ts';
import { openHere } from '../../runtime/node/open.ts';
import { mean, sum } from '../../tensor/index.ts';
import { customGame } from '../games/custom.ts';
import { gameOf } from '../games/registry.ts';
import { Played } from '../step/step.testing.ts';
import { buildStep } from '../step/step.ts';
import { portNames } from '../step/stepBuilder.ts';
import { initialState } from '../training/initialState.ts';
import { pooled } from './imagePool.ts';

/** The pool as its authors' program keeps it: a list, and two random numbers for each picture that comes. */
class List {
  readonly images: number[] = [];
  readonly size: number;
  constructor(size: number) {
    this.size = size;
  }
  query(image: number, coin: number, place: number): number {
    if (this.images.length < this.size) {
      this.images.push(image);
      return image;
    }
    if (coin <= 0.5) return image;
    const at = Math.floor(place * this.size);
    const stored = this.images[at]!;
    this.images[at] = image;
    return stored;
  }
}

const player = { network: network([1], [dense(1)]), optimizer: sgd({ learningRate: 0 }) };
/** Pictures of 2×1 pixels, both of which are the picture's number; what is shown is kept to be looked at. */
const game = (batch: number, size: number) =>
  gameOf(
    customGame({
      players: { player },
      batch,
      moves: [
        {
          name: 'move',
          updates: ['player'],
          objective: (scope) => {
            const shown = pooled(scope, 'pool', scope.examples('made', batch), size);
            scope.state('shown', [batch, 2, 1, 1], 0, { parts: 'inSequence' });
            scope.setState('shown', shown);
            scope.metric('total', sum(shown));
            return mean(scope.play('player', scope.noise('z', 'normal', [batch, 1])));
          },
        },
      ],
    }),
  )!;
const shape = [2, 1, 1];
const both = (numbers: readonly number[]) => numbers.flatMap((v) => [v, v]);

describe.each([
  [1, 3],
  [4, 3],
  [2, 50],
])('a pool, of batches of %i and with room for %i', (batch, size) => {
  it('shows and keeps what the authors’ does', () => {
    const played = new Played(game(batch, size), { shape });
    const list = new List(size);
    const random = new RandomStream(5, 'pool');
    let next = 0;
    for (let step = 0; step < 12; step++) {
      const numbers = Array.from({ length: batch }, () => ++next);
      const chances = [...random.fillUniform(new Float32Array(2 * batch))];
      played.next({ 'data/made': both(numbers), 'noise/pool': chances });
      const shown = numbers.map((v, i) => list.query(v, chances[2 * i]!, chances[2 * i + 1]!));
      expect([...played.state.shown!.data]).toEqual(both(shown));
      expect([...played.state.pool!.data].slice(0, 2 * list.images.length)).toEqual(both(list.images));
      expect(played.at('pool.count')).toBe(list.images.length);
    }
  });
});

it('a pool without room shows everything, and is not kept', () => {
  const played = new Played(game(2, 0), { shape });
  played.next({ 'data/made': both([1, 2]) });
  expect([...played.state.shown!.data]).toEqual(both([1, 2]));
  expect(Object.keys(played.state)).not.toContain('pool');
});

it('is the same in ONNX Runtime, of whole batches and of batches in parts', async () => {
  const [batch, size] = [4, 3];
  const engine = await openHere('cpu', { threads: 1 });
  const list = new List(size);
  const programs = [];
  for (const parts of [1, 2, 4]) {
    const { outputs, description } = buildStep(game(batch / parts, size), { shape, classCount: 0 }, parts);
    const state = initialState(description, 1);
    programs.push(await engine.loadStateful(compile(outputs, trainingPlan).bytes, state));
  }
  const random = new RandomStream(6, 'pool');
  for (let step = 0; step < 6; step++) {
    const numbers = Array.from({ length: batch }, (_, i) => 1 + step * batch + i);
    const chances = random.fillUniform(new Float32Array(2 * batch));
    const feeds = {
      'data/made': { shape: [batch, ...shape], data: Float32Array.from(both(numbers)) },
      'noise/pool': { shape: [batch, 2], data: chances },
      'noise/z': { shape: [batch, 1], data: new Float32Array(batch) },
      [portNames.dial('player/learningRate')]: { shape: [], data: Float32Array.of(0) },
    };
    const shown = numbers.map((v, i) => list.query(v, chances[2 * i]!, chances[2 * i + 1]!));
    for (const program of programs) {
      await program.step(feeds);
      const { pool, shown: last } = await program.readState();
      const n = last!.shape[0]!;
      expect([...last!.data]).toEqual(both(shown.slice(batch - n)));
      expect([...pool!.data].slice(0, 2 * list.images.length)).toEqual(both(list.images));
    }
  }
  for (const program of programs) await program.close();
  await engine.close();
});
