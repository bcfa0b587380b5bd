import type { NamedDirection, Nearest } from '../../src/studio/api.ts';
import { ask, command } from './client.ts';

/** A latent with what the generator is told and the seed of its noise. */
export interface Seen {
  readonly name: string;
  readonly latent: readonly number[];
  readonly told?: readonly number[];
  readonly noise?: number;
}

export interface NearestWish extends Omit<Seen, 'name'> {
  readonly net: string;
  readonly step: number;
  readonly raw: boolean;
}

export const nearest = (id: string, wish: NearestWish): Promise<Nearest> =>
  command(`/api/runs/${encodeURIComponent(id)}/nearest`, wish);

const of = (id: string) => `/api/runs/${encodeURIComponent(id)}/directions`;

export const namedDirections = (id: string): Promise<NamedDirection[]> => ask(of(id));

/** Keeps a direction of a network, or drops it where it has no vector; returns all that are kept then. */
export const setDirection = (
  id: string,
  player: string,
  { name, vector }: { readonly name: string; readonly vector?: readonly number[] },
): Promise<NamedDirection[]> =>
  vector ? command(of(id), { player, name, vector }) : command(`${of(id)}/drop`, { player, name });
