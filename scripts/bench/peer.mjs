import { measured, run } from './child.mjs';

const question = `
import json, re, torch
torch.rand(64, 64) @ torch.rand(64, 64)
libraries = sorted(set(re.findall(r'/[^ \\n]*\\.so[^ \\n]*', open('/proc/self/maps').read())))
gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
print(json.dumps({'version': torch.__version__, 'mkl': torch.backends.mkl.is_available(), 'gpu': gpu, 'libraries': libraries}))`;

/** The library behind PyTorch's matrix products, from what its process has loaded. */
export function blasOf({ libraries, mkl }) {
  const name = ['openblas', 'mkl', 'blis', 'atlas'].find((known) => libraries.some((path) => path.includes(known)));
  if (name) return name;
  if (mkl) return 'mkl';
  return libraries.some((path) => /\/libblas\.so/.test(path)) ? 'reference' : 'unknown';
}

/** What a Python's PyTorch is: {version, blas, gpu}, or {missing} with a word why there is none. */
export async function pytorchAt(python, limits) {
  const { ok, stdout } = await run(python, ['-c', question], limits);
  if (!ok)
    return {
      missing: `${python} has no PyTorch (Debian: python3-torch libopenblas0-pthread; another Python: --python)`,
    };
  const facts = JSON.parse(stdout);
  return { version: facts.version, blas: blasOf(facts), gpu: facts.gpu ?? undefined };
}

/** The reference BLAS is no yardstick: it is slower by an order of magnitude than what people use. */
export const isYardstick = ({ blas }) => blas !== 'reference';

/** PyTorch's memory layouts, which are variants of a peer of which none are named. */
export const layouts = { contiguous: [], channels_last: ['--channels-last'] };

/** How a peer's script is called for a system, with words of its own. */
export const peerCall = ({ file, python, seconds, threads }, system, words, limits) =>
  measured(python, [file, system, '--seconds', `${seconds}`, '--threads', `${threads}`, ...words], limits);
