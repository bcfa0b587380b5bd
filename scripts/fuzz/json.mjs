import { anyValue, texts } from './values.mjs';

/** All places in a JSON value, as [object or list, key]. */
function places(value, found = []) {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value, key]);
    places(value[key], found);
  }
  return found;
}

/** Changes one thing in a JSON value, and says what. */
export function changeJson(value, random) {
  const all = places(value);
  if (all.length === 0) return 'nothing';
  const [holder, key] = random.of(all);
  const where = String(key);
  switch (random.below(7)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return `without ${where}`;
    case 1: {
      const name = random.of(texts);
      Object.defineProperty(holder, name, {
        value: anyValue(random),
        enumerable: true,
        configurable: true,
        writable: true,
      });
      return `more: ${JSON.stringify(name)} beside ${where}`;
    }
    case 2: {
      const [other, otherKey] = random.of(all);
      holder[key] = structuredClone(other[otherKey]);
      return `${where} as ${String(otherKey)}`;
    }
    case 3:
      if (typeof holder[key] === 'number') {
        holder[key] = random.of([-holder[key], holder[key] + 1, holder[key] * 1000, holder[key] / 3]);
        return `${where} = ${holder[key]}`;
      }
      break;
    case 4:
      if (Array.isArray(holder[key])) {
        holder[key] = Array.from({ length: random.of([2, 100, 10_000]) }, () => holder[key][0] ?? 1);
        return `${where} is long`;
      }
      break;
    case 5:
      if (typeof holder[key] === 'string') {
        holder[key] += random.of(texts);
        return `${where} = ${JSON.stringify(holder[key]).slice(0, 60)}`;
      }
      break;
    default:
  }
  holder[key] = anyValue(random);
  return `${where} = ${JSON.stringify(holder[key])?.slice(0, 60)}`;
}

/** A JSON text with one thing changed. */
export function changedJson(text, random) {
  const value = JSON.parse(text);
  const what = changeJson(value, random);
  const space = text.includes('\n  ') ? 2 : undefined;
  return [`${JSON.stringify(value, null, space)}\n`, what];
}
