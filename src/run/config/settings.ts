import type { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { suggest } from '../../options/suggest.ts';
import { isObject, isOpen, kindsOf, type Place, placeOf, typeOf, typesOf } from './places.ts';

interface Setting {
  readonly text: string;
  readonly path: readonly string[];
  readonly given: unknown;
  /** Keys that the path could have begun with, had it not been taken for one of `game`. */
  readonly others: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Changes a configuration in JSON by `path=value` settings, all together: their order does not matter, and what comes of
 * them is still to be checked. A path begins at the top or in `game`, and leads wherever the schema does, there or not:
 *
 * - A value is JSON, or a word. Where a thing has a type, the word alone names it: `loss=hinge` is `loss.type=hinge`.
 * - Another type takes away the keys of the old one, and a key those that it cannot stand beside.
 * - A list grows by its next index: `penalties.0=r1`. `null` takes away what has a default or may be absent.
 *
 * @param besides settings that there are beside those of the schema, for the error
 * @throws DuelError where there is no such key or type, with those that there are
 */
export function applySettings(
  schema: z.ZodType,
  json: Json,
  settings: readonly string[],
  besides: readonly string[] = [],
): Json {
  if (settings.length === 0) return json;
  const top = placeOf(schema);
  const parsed = settings.map((text) => parsedSetting(text, Object.keys(top.properties!), besides));
  return inOrder(parsed).reduce((config, setting) => changed(top, config, { setting, depth: 0 }) as Json, json);
}

function parsedSetting(text: string, topKeys: readonly string[], besides: readonly string[]): Setting {
  const [, path, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (path === undefined || value === undefined)
    throw new DuelError('usage', 'config/set', `'${text}' is no setting`, {
      where: '--set',
      fix: '--set path=value, e.g. --set generator.optimizer.learningRate=1e-4',
    });
  const keys = path.split('.');
  const given = parsedValue(value);
  return topKeys.includes(keys[0]!)
    ? { text, path: keys, given, others: [] }
    : { text, path: ['game', ...keys], given, others: [...topKeys, ...besides] };
}

function parsedValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** As they build on one another: a thing before what is in it, its type before its other keys, lists from the front. */
function inOrder(settings: readonly Setting[]): Setting[] {
  const rank = ({ path }: Setting) => path.map((key) => (key === 'type' ? '' : key.padStart(5, ' '))).join('\0');
  return [...settings].sort((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))));
}

/** How far a setting's path has been followed: the keys before `depth`. */
interface Spot {
  readonly setting: Setting;
  readonly depth: number;
}
const nameAt = ({ setting: { path, others }, depth }: Spot) => path.slice(others.length > 0 ? 1 : 0, depth).join('.');
const within = ({ setting, depth }: Spot): Spot => ({ setting, depth: depth + 1 });
const isLast = ({ setting, depth }: Spot) => depth === setting.path.length - 1;

/** What stands at the spot after the setting. */
function changed(place: Place, value: unknown, spot: Spot): unknown {
  const { path, given } = spot.setting;
  const key = path[spot.depth];
  const kinds = kindsOf(place);
  const namesType = key === undefined ? typeof given === 'string' : key === 'type' && isLast(spot);
  if (namesType && kinds.some(typeOf)) return ofType(kinds, value, spot);
  if (key === undefined) return given;
  const list =
    kinds.find(({ type }) => type === 'array') ?? (isOpen(place) && Array.isArray(value) ? place : undefined);
  return list ? withEntry(list, value, key, spot) : withKey(kinds, value, key, spot);
}

function ofType(kinds: readonly Place[], value: unknown, spot: Spot): unknown {
  const type = spot.setting.given;
  const types = typesOf(kinds);
  if (!types.includes(type as string)) {
    const orNumber = kinds.some((kind) => kind.type === 'number') ? 'a number, or ' : '';
    const fix = `${meant(type, types)}use ${orNumber}one of ${types.join(', ')}`;
    throw problem(spot, 'unknown-type', `${nameAt(spot)} has no type '${type}'`, fix);
  }
  return isObject(value) && value.type === type ? value : { type };
}

function withEntry(list: Place, value: unknown, key: string, spot: Spot): unknown[] {
  const entries = Array.isArray(value) ? [...value] : [];
  const fixed = list.prefixItems;
  const last = fixed ? fixed.length - 1 : entries.length;
  if (!/^\d+$/.test(key) || Number(key) > last)
    throw noKey(spot, `use ${last === 0 ? '0' : `0 to ${last}`}${fixed ? '' : `; ${last} adds an entry`}`);
  const i = Number(key);
  const entry = fixed?.[i] ?? (typeof list.items === 'object' ? list.items : {});
  entries[i] = changed(entry, entries[i], within(spot));
  return entries;
}

function withKey(kinds: readonly Place[], value: unknown, key: string, spot: Spot): Json {
  const held = isObject(value) ? value : {};
  const inside = (kind: Place): Place | undefined => {
    if (isOpen(kind)) return isLast(spot) || Object.hasOwn(held, key) ? kind : undefined;
    const { properties = {}, additionalProperties: others } = kind;
    return Object.hasOwn(properties, key) ? properties[key] : typeof others === 'object' ? others : undefined;
  };
  const here = kinds.filter((kind) => typeOf(kind) === undefined || typeOf(kind) === held.type);
  const kind = here.find(inside);
  if (!kind) throw noKeyOf(kinds, here, held, spot);
  const { properties, required } = kind;
  const place = inside(kind)!;
  const isOptional = properties && !required?.includes(key) && !kindsOf(place).some(({ type }) => type === 'null');
  const isGone = isLast(spot) && spot.setting.given === null && isOptional;
  const next = isGone ? undefined : changed(place, held[key], within(spot));
  const entries = Object.entries({ ...held, [key]: next });
  return Object.fromEntries(
    entries.filter(([name, v]) => v !== undefined && (!properties || Object.hasOwn(properties, name))),
  );
}

/** Why none of the `kinds` has the key; `here` are those that the type allows. */
function noKeyOf(kinds: readonly Place[], here: readonly Place[], held: Json, spot: Spot): DuelError {
  const name = nameAt(spot);
  if (typesOf(kinds).length > 0 && held.type === undefined)
    return problem(spot, 'no-type', `${name} has no type yet`, `add --set ${name}=${typesOf(kinds).join('|')}`);
  const keys = here.flatMap(({ properties }) => Object.keys(properties ?? {}));
  const known = [...(keys.length > 0 ? keys : Object.keys(held)), ...(spot.depth === 1 ? spot.setting.others : [])];
  return noKey(
    spot,
    known.length > 0
      ? `${meant(spot.setting.path[spot.depth]!, known)}use one of ${known.join(', ')}`
      : `${name} is a single value: --set ${name}=VALUE`,
  );
}

/** What was most likely meant, where it is near. */
function meant(word: unknown, known: readonly string[]): string {
  const near = typeof word === 'string' ? suggest(word, known) : undefined;
  return near === undefined ? '' : `did you mean ${near}? `;
}

const noKey = (spot: Spot, fix: string) => problem(spot, 'unknown-key', `there is no '${nameAt(within(spot))}'`, fix);

const problem = ({ setting }: Spot, code: string, message: string, fix: string) =>
  new DuelError('usage', `config/${code}`, message, { where: `--set ${setting.text}`, fix });
