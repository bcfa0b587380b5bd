import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** Unpacks a zip archive into a folder, and returns that. */
export function unpackTo(folder: string, archive: Uint8Array): string {
  for (const [name, bytes] of Object.entries(unzipSync(archive))) {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, bytes);
  }
  return folder;
}
