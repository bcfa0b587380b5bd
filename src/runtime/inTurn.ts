import type { StatefulProgram } from './engine.ts';

/** The same program with its calls one after the other: a call that is made before the last has ended waits for it. */
export function inTurn(program: StatefulProgram): StatefulProgram {
  let last: Promise<unknown> = Promise.resolve();
  const take = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    step: (feeds) => take(() => program.step(feeds)),
    steps: (feeds, count) => take(() => program.steps(feeds, count)),
    readState: () => take(() => program.readState()),
    lendState: (work) => take(() => program.lendState(work)),
    writeState: (state) => take(() => program.writeState(state)),
    close: () => take(() => program.close()),
  };
}
