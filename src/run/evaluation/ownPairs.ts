import { resolve } from 'node:path';
import type { DataRequest } from '../../data/index.ts';
import { dataRequest, type RunConfig } from '../config/config.ts';

/** Pairs of a person's own: folders or zips, inside `data` where that is given. */
export interface OwnPairs {
  readonly data?: string | undefined;
  readonly input: string;
  readonly target: string;
}

/**
 * The pairs that a run is judged by, in the form of its data. Where they are the run's own two domains, only those that it
 * held out from learning, by their names: those judge it that it has not seen.
 */
export function ownPairs({ data: ofRun }: RunConfig, { data = '.', input, target }: OwnPairs): DataRequest {
  const { domains, holdOut, ...request } = dataRequest(ofRun);
  const places = Object.values(domains ?? {});
  const isOfRun = [input, target].every((name) => places.includes(resolve(data, name)));
  const held = isOfRun && holdOut !== undefined ? { holdOut, split: 'test' as const } : {};
  return { ...request, ...held, source: data, pairs: { type: 'folders', input, target } };
}
