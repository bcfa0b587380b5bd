import { z } from 'zod';

/** A schema in JSON, as far as settings need it. `{}` says nothing of what stands there, such as a network. */
export interface Place {
  readonly type?: string;
  readonly const?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Place>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Place | boolean;
  readonly items?: Place | boolean;
  readonly prefixItems?: readonly Place[];
  readonly anyOf?: readonly Place[];
  readonly oneOf?: readonly Place[];
}

const known = new WeakMap<z.ZodType, Place>();

/** A schema as the places where values may stand. */
export function placeOf(schema: z.ZodType): Place {
  const found = known.get(schema) ?? (z.toJSONSchema(schema, { io: 'input' }) as Place);
  known.set(schema, found);
  return found;
}

/** What may stand at a place, one of several or the only one. */
export const kindsOf = (place: Place): readonly Place[] => (place.anyOf ?? place.oneOf)?.flatMap(kindsOf) ?? [place];
export const typeOf = ({ properties }: Place): string | undefined => properties?.type?.const as string | undefined;
export const typesOf = (kinds: readonly Place[]): string[] => kinds.flatMap((kind) => typeOf(kind) ?? []);
export const isOpen = (place: Place): boolean => Object.keys(place).length === 0;

/** What has keys, and is no list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
