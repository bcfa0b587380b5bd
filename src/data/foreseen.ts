import type { Dataset } from './dataset.ts';
import type { DataContext } from './request.ts';

/**
 * Hears, before pictures are decoded or resized, what they will be as a data set: what does not suit them can end the
 * opening by throwing. Never called of what is in the cache.
 *
 * @param dataset which can be read by nobody
 * @param isExact false where it stands for several, of which it is one: of the parts of pairs, or of domains
 */
export type Foresee = (dataset: Dataset, isExact: boolean) => void;

/** A context whose `foresee` hears of what is opened in it. */
export interface ForeseeingContext extends DataContext {
  readonly foresee?: Foresee;
}

type Facts = Pick<Dataset, 'name' | 'count' | 'shape' | 'classes'>;

/** Tells of bytes of pictures that are about to be made. */
export const foretell = (context: ForeseeingContext, facts: Facts): void => context.foresee?.(unread(facts), true);

/** The context in which something is opened out of which `form` makes what is asked for. */
export function foreseenAs(
  context: ForeseeingContext,
  form: (dataset: Dataset) => Dataset,
  isExact = true,
): ForeseeingContext {
  const { foresee } = context;
  return foresee
    ? { ...context, foresee: (dataset, wasExact) => foresee(form(dataset), isExact && wasExact) }
    : context;
}

const unread = (facts: Facts): Dataset => ({
  ...facts,
  kind: 'uint8',
  fingerprint: '',
  read: () => Promise.reject(new Error(`${facts.name} has not been read yet`)),
  close: async () => {},
});
