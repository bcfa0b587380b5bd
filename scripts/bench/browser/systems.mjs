/**
 * The two steps that are compared, as peers need them: those of the presets `mnist-mlp` and `ring`. Widths of hidden
 * layers; `skip`: G adds a linear map of its latents.
 */
export const systems = {
  'mnist-mlp': {
    latent: 100,
    example: 784,
    generator: [256, 512, 1024],
    discriminator: [512, 256],
    batch: { generator: 64, discriminator: 32 },
    adam: { generator: 1e-3, discriminator: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  },
  ring: {
    latent: 2,
    example: 2,
    generator: [128, 128, 64],
    discriminator: [128, 128, 128],
    batch: { generator: 256, discriminator: 256 },
    adam: { generator: 5e-3, discriminator: 1e-3, beta1: 0, beta2: 0.99, epsilon: 1e-8 },
    average: 0.999,
    noise: 0.3,
  },
};

/** Median time of a step, in ms, over so many seconds, after as many of `warm`: browsers compile WebAssembly better where it is used; each step is waited for until its losses are numbers of JavaScript. */
export async function timed(step, { seconds, warm }) {
  for (const begun = performance.now(); performance.now() - begun < warm * 1000; ) await step();
  const times = [];
  const start = performance.now();
  while (performance.now() - start < seconds * 1000 || times.length < 5) {
    const before = performance.now();
    await step();
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return { msPerStep: times[times.length >> 1], steps: times.length };
}

/** `n` numbers from N(0, 1), for peers whose own generators are slower. */
export function normal(n) {
  const out = new Float32Array(n);
  for (let i = 0; i < n; i += 2) {
    const r = Math.sqrt(-2 * Math.log(1 - Math.random()));
    const a = 2 * Math.PI * Math.random();
    out[i] = r * Math.cos(a);
    if (i + 1 < n) out[i + 1] = r * Math.sin(a);
  }
  return out;
}

/** Examples to draw batches from. */
export function examples({ example }) {
  const all = Float32Array.from({ length: 2048 * example }, () => 2 * Math.random() - 1);
  return (n) => {
    const out = new Float32Array(n * example);
    for (let k = 0; k < n; k++) {
      const at = Math.floor(Math.random() * 2048) * example;
      out.set(all.subarray(at, at + example), k * example);
    }
    return out;
  };
}

/** Shapes of a network's parameters, kernels and biases in turn. */
export function shapesOf(inputs, widths, outputs) {
  const all = [inputs, ...widths, outputs];
  return all.slice(1).flatMap((to, i) => [[all[i], to], [to]]);
}
