import type { z } from 'zod';
import { isObject, isOpen, kindsOf, type Place, placeOf, typeOf, typesOf } from './places.ts';

/** A setting that a person may change, as a form shows it. */
export interface Field {
  /** As `--set` takes it: `generator.optimizer.learningRate`. */
  readonly path: string;
  /** `text` is a word, or JSON: a list, a schedule. */
  readonly kind: 'number' | 'whole' | 'switch' | 'words' | 'text';
  /** What stands there; absent where nothing does. */
  readonly now?: unknown;
  /** What holds where nothing stands there. */
  readonly usual?: unknown;
  /** What it may be, of `words`. */
  readonly words?: readonly string[];
  /** Which numbers it may be: `from 0 to 1`. */
  readonly bounds?: string;
  /** Whether it may be taken away, by `null`. */
  readonly canGo: boolean;
}

interface Spot {
  readonly place: Place;
  readonly value: unknown;
  readonly path: readonly string[];
  readonly canGo: boolean;
}

/**
 * What a person may change of a configuration by `--set`, in the order of its schema, but for networks and what their layers
 * are, and for the keys that `without` names by their paths. Of lists also the next entry, which adds one.
 */
export function fieldsOf(schema: z.ZodType, config: unknown, without: readonly string[] = []): Field[] {
  const left = new Set(without);
  const found: Field[] = [];
  const walk = (spot: Spot): void => {
    if (left.has(nameOf(spot.path)) || isOpen(spot.place)) return;
    const { field, inside } = look(spot);
    if (field && spot.path.length > 0) found.push(field);
    for (const one of inside) walk(one);
  };
  walk({ place: placeOf(schema), value: config, path: [], canGo: false });
  return found;
}

/** The game's keys are known without it. */
const nameOf = (path: readonly string[]): string => (path[0] === 'game' ? path.slice(1) : path).join('.');

interface Look {
  readonly field?: Field;
  readonly inside: readonly Spot[];
}

function look(spot: Spot): Look {
  const { place, value, path } = spot;
  const kinds = kindsOf(place).filter(({ type }) => type !== 'null');
  const types = typesOf(kinds);
  const named = isObject(value) ? kinds.find((kind) => typeOf(kind) === value.type) : undefined;
  // what a whole run plays cannot become another game
  if (nameOf(path) === '' && types.length > 0) return { inside: named ? within(named, spot) : [] };
  if (types.length > 0 && types.length === kinds.length) {
    const now = isObject(value) ? value.type : undefined;
    return { field: fieldOf(spot, 'words', { now, words: types }), inside: named ? within(named, spot) : [] };
  }
  const [only] = kinds;
  if (kinds.every((kind) => kind.const !== undefined))
    return { field: fieldOf(spot, 'words', { words: kinds.map((kind) => String(kind.const)) }), inside: [] };
  if (kinds.length > 1 || only === undefined) return { field: fieldOf(spot, 'text'), inside: [] };
  return lookAt(only, spot);
}

/** What stands at a place where only one kind of thing may. */
function lookAt(kind: Place, spot: Spot): Look {
  if (kind.enum) return { field: fieldOf(spot, 'words', { words: kind.enum }), inside: [] };
  switch (kind.type) {
    case 'boolean':
      return { field: fieldOf(spot, 'switch'), inside: [] };
    case 'number':
    case 'integer':
      return { field: fieldOf(spot, kind.type === 'integer' ? 'whole' : 'number', boundsOf(kind)), inside: [] };
    case 'object':
      return { inside: within(kind, spot) };
    case 'array':
      return typeof kind.items === 'object' && typesOf(kindsOf(kind.items)).length > 0
        ? { inside: entries(kind.items, spot) }
        : { field: fieldOf(spot, 'text'), inside: [] };
    default:
      return { field: fieldOf(spot, 'text'), inside: [] };
  }
}

/** The places in an object, of which those without a name of their own are where something stands. */
function within({ properties = {}, required, additionalProperties: others }: Place, { value, path }: Spot): Spot[] {
  const held = isObject(value) ? value : {};
  const known = Object.entries(properties).filter(([key, { const: fixed }]) => key !== 'type' || fixed === undefined);
  const spots = known.map(([key, place]) => ({
    place,
    value: held[key],
    path: [...path, key],
    canGo: !required?.includes(key),
  }));
  if (typeof others !== 'object') return spots;
  const more = Object.entries(held).filter(([key]) => !Object.hasOwn(properties, key));
  return [...spots, ...more.map(([key, one]) => ({ place: others, value: one, path: [...path, key], canGo: false }))];
}

function entries(place: Place, { value, path }: Spot): Spot[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return [...list, undefined].map((one, i) => ({
    place,
    value: one,
    path: [...path, String(i)],
    canGo: i === list.length,
  }));
}

function fieldOf({ place, value, path, canGo }: Spot, kind: Field['kind'], more: Partial<Field> = {}): Field {
  const { now, ...others } = { now: value, ...more };
  const usual = isObject(place.default) ? place.default.type : place.default;
  return {
    ...{ path: nameOf(path), kind, canGo },
    ...others,
    ...(now !== undefined && { now }),
    ...(usual !== undefined && { usual }),
  };
}

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Place): Pick<Field, 'bounds'> {
  const isSaid = (limit: number | undefined) => limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
  const words = [
    isSaid(exclusiveMinimum) ? `above ${exclusiveMinimum}` : isSaid(minimum) ? `from ${minimum}` : '',
    isSaid(exclusiveMaximum) ? `below ${exclusiveMaximum}` : isSaid(maximum) ? `to ${maximum}` : '',
  ].filter((word) => word !== '');
  return words.length > 0 ? { bounds: words.join(' ') } : {};
}
