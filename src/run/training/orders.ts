import { setTimeout as wait } from 'node:timers/promises';
import { DuelError } from '../../errors.ts';
import type { Feeder } from '../../gan/index.ts';
import { writeDials } from '../directory/dials.ts';
import { doneWith, lookEvery, type Order, waitingOrders } from '../directory/orders.ts';
import { dialsEvent, turnedBy, withChange } from './dials.ts';
import type { Journal } from './journal.ts';
import type { Session } from './session.ts';

/** Where orders are carried out: between two steps of a stage. */
export interface OrdersPlace {
  readonly session: Session;
  readonly feeder: Feeder;
  readonly journal: Journal;
  /** Draws and saves what was reached. */
  snapshot(step: number): Promise<void>;
  /** Ends the training there. */
  readonly stop: AbortController;
  /** Aborts where the training is to end for another reason. */
  readonly signal: AbortSignal;
}

/**
 * Carries out what another process has told this one, with `step` steps done, and does not return while the training is
 * paused.
 */
export async function carryOut(place: OrdersPlace, step: number): Promise<void> {
  const { session, journal, signal } = place;
  const { directory } = session.run;
  let isPaused = false;
  const pause = (paused: boolean) => {
    if (isPaused !== paused) journal.note({ type: paused ? 'paused' : 'goes-on', step });
    isPaused = paused;
  };
  const act = async (order: Order): Promise<void> => {
    switch (order.do) {
      case 'dial':
        return turnDials(place, step, order.set);
      case 'snapshot':
        return place.snapshot(step);
      case 'pause':
      case 'go-on':
        return pause(order.do === 'pause');
      case 'stop':
        return place.stop.abort();
      default:
        order satisfies never;
    }
  };
  do {
    for (const given of waitingOrders(directory)) {
      if (given.order) await act(given.order);
      doneWith(given);
    }
    if (isPaused && !signal.aborted) await wait(lookEvery, undefined, { signal }).catch(() => {});
  } while (isPaused && !signal.aborted);
}

/** Turns what settings change, from the next step on; it is written down before anything depends on it. */
function turnDials({ session, feeder, journal }: OrdersPlace, step: number, set: readonly string[]): void {
  const { directory, config } = session.run;
  try {
    const { values } = turnedBy(directory, set);
    if (Object.keys(values).length === 0) return;
    const change = { step, set: [...set], values };
    const changes = withChange(session.dials.changes, change);
    writeDials(directory, changes);
    session.dials.changes = changes;
    feeder.turn(changes);
    journal.note(dialsEvent(change, config));
  } catch (cause) {
    if (!(cause instanceof DuelError) || cause.kind !== 'usage') throw cause;
    // whoever gave the order has seen this, unless something changed meanwhile
    journal.warn(step, `${cause.message}; it stays as it is`);
  }
}
