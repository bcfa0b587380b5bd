/** What happened to the files, in order, by absolute paths: enough to make it happen elsewhere. */
export type Change =
  | { readonly type: 'folder' | 'remove' | 'sync'; readonly path: string }
  | { readonly type: 'write'; readonly path: string; readonly at: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'truncate'; readonly path: string; readonly size: number }
  | { readonly type: 'rename'; readonly from: string; readonly to: string };

/** A file's writes one after the other as one: a line is written at a time, and kept many at a time. */
export function joined(changes: readonly Change[]): Change[] {
  const out: Change[] = [];
  for (const change of changes) {
    const last = out.at(-1);
    if (
      change.type === 'write' &&
      last?.type === 'write' &&
      last.path === change.path &&
      last.at + last.bytes.length === change.at
    ) {
      const bytes = new Uint8Array(last.bytes.length + change.bytes.length);
      bytes.set(last.bytes);
      bytes.set(change.bytes, last.bytes.length);
      out[out.length - 1] = { ...last, bytes };
    } else out.push(change);
  }
  return out;
}
