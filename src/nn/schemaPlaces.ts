import type { z } from 'zod';

/** What a schema is made of, as far as it is looked into for what it allows. */
interface Inside {
  readonly type: string;
  readonly innerType?: Node;
  readonly in?: Node;
  readonly element?: Node;
  readonly valueType?: Node;
  readonly items?: readonly Node[];
  readonly options?: readonly Node[];
  readonly discriminator?: string;
  readonly shape?: Readonly<Record<string, Node>>;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly format?: string;
}
interface Node {
  readonly _zod: { readonly def: Inside };
}

const inside = (schema: Node): Inside => schema._zod.def;

/** The alternatives that a schema is, without what wraps it: defaults, what may be absent, what is changed afterwards. */
function plainly(schema: Node): readonly Node[] {
  const def = inside(schema);
  const wrapped = def.innerType ?? (def.type === 'pipe' ? def.in : undefined);
  if (wrapped) return plainly(wrapped);
  return def.options && def.type === 'union' ? def.options.flatMap(plainly) : [schema];
}

/** Of alternatives, those that a value may be meant for: by its type, where it names one that there is. */
function fitting(all: readonly Node[], value: unknown): readonly Node[] {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  const typed = all.filter((one) => typesOf(one).includes(type));
  return typed.length > 0 ? typed : all;
}

/** The values that an object's `type` may have. */
const typesOf = (schema: Node): readonly unknown[] => {
  const type = inside(schema).shape?.type;
  return type ? plainly(type).flatMap((one) => inside(one).values ?? Object.values(inside(one).entries ?? {})) : [];
};

function placesAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): readonly Node[] {
  let places = plainly(schema as unknown as Node);
  let part = value;
  for (const key of path) {
    places = fitting(places, part).flatMap((place) => {
      const { shape, element, valueType, items } = inside(place);
      const inner = shape?.[String(key)] ?? element ?? valueType ?? items?.[Number(key)];
      return inner ? plainly(inner) : [];
    });
    part = (part as Record<PropertyKey, unknown> | null | undefined)?.[key];
  }
  return fitting(places, part);
}

/** The keys that a schema allows where `path` leads in `value`. */
export const keysAt = (schema: z.ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] => [
  ...new Set(placesAt(schema, path, value).flatMap((place) => Object.keys(inside(place).shape ?? {}))),
];

/** Whether numbers are whole where `path` leads in `value`. */
export const isWholeAt = (schema: z.ZodType, path: readonly PropertyKey[], value: unknown): boolean =>
  placesAt(schema, path, value).some((place) => /int/.test(inside(place).format ?? ''));

/** The types, or the values, among which one is to be chosen where `path` leads in `value`; none where it is no choice. */
export function choicesAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): readonly unknown[] {
  const isType = path.at(-1) === 'type';
  const places = placesAt(schema, isType ? path.slice(0, -1) : path, isType ? undefined : value);
  return [...new Set(places.flatMap(typesOf))];
}
