/** Arrays by name, as states and checkpoints have them. */
type Arrays = Readonly<Record<string, { readonly data: Float32Array | Int32Array }>>;

/** The first tensor that holds NaN or an infinite value, as `'generator/dense/kernel' became NaN`; undefined where none does. */
export function notFinite(arrays: Arrays): string | undefined {
  for (const [name, { data }] of Object.entries(arrays)) {
    if (data instanceof Int32Array || allFinite(data)) continue;
    const value = data.find((v) => !Number.isFinite(v));
    return `'${name}' became ${value}`;
  }
  return undefined;
}

/** v · 0 is 0 for every finite v, and NaN otherwise: one sum without branches tells. */
function allFinite(data: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
  return sum === 0;
}
