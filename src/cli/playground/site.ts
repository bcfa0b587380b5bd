import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuelError } from '../../errors.ts';
import type { Folders } from './server.ts';

/** The built site lies beside dist, in a checkout as in the package; ONNX Runtime's WebAssembly is that of its own package. */
export function siteFolders(site = fileURLToPath(new URL('../../../dist-site', import.meta.url))): Folders {
  if (!existsSync(join(site, 'index.html')))
    throw new DuelError('usage', 'playground/not-built', 'the playground is not built here', {
      where: site,
      fix: 'npm run site',
    });
  // as an import, since the package holds no other builds
  const runtime = import.meta.resolve('onnxruntime-web/wasm');
  return { '': site, 'ort/': dirname(fileURLToPath(runtime)) };
}
