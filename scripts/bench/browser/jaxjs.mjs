// A step of a system in jax-js on WebAssembly: one jitted function from state to state, as one would write it there.
import { blockUntilReady, defaultDevice, grad, init, jit, nn, numpy as np } from '@jax-js/jax';
import { examples, normal, shapesOf, systems, timed } from './systems.mjs';

export async function run({ system, ...times }) {
  await init('wasm');
  defaultDevice('wasm');
  const about = systems[system];
  const isRing = system === 'ring';
  const array = (data, shape) => np.array(data).reshape(shape);
  const parameters = (inputs, widths, outputs) =>
    shapesOf(inputs, widths, outputs).map((shape) => {
      const scale = shape.length === 1 ? 0 : Math.sqrt(2 / (shape[0] + shape[1]));
      return array(
        normal(shape.reduce((a, b) => a * b)).map((v) => v * scale),
        shape,
      );
    });
  const leaky = (x) => nn.leakyRelu(x, 0.2);
  const layers = (x, w, last) => {
    let h = x;
    for (let i = 0; i < w.length; i += 2) {
      h = np.matmul(h, w[i].ref).add(w[i + 1].ref);
      if (i < w.length - 2) h = last === 'ring' && i === w.length - 4 ? np.tanh(h) : leaky(h);
    }
    return h;
  };
  /** Uses up its parameters, as all functions of jax-js do. */
  const used = (make) => (w, x) => {
    const y = make(w, x);
    for (const v of w) v.dispose();
    return y;
  };
  const generate = used((w, z) =>
    isRing ? layers(z.ref, w.slice(0, -1), 'ring').add(np.matmul(z, w.at(-1).ref)) : np.tanh(layers(z, w)),
  );
  const judge = used((w, x) => layers(x, w));
  const softplus = (x) => nn.softplus(x);
  const refs = (list) => list.map((v) => v.ref);

  const { beta1, beta2, epsilon } = about.adam;
  /** Adam on lists: [parameters, m, v], with step sizes that hold their correction for bias. */
  const adam = ([w, m, v], g, rate, c1, c2) => {
    const next = [[], [], []];
    w.forEach((p, i) => {
      const m1 = m[i].mul(beta1).add(g[i].ref.mul(1 - beta1));
      const v1 = v[i].mul(beta2).add(np.square(g[i]).mul(1 - beta2));
      const by = m1.ref
        .mul(c1.ref)
        .mul(rate)
        .div(np.sqrt(v1.ref.mul(c2.ref)).add(epsilon));
      next[0].push(p.sub(by));
      next[1].push(m1);
      next[2].push(v1);
    });
    c1.dispose();
    c2.dispose();
    return next;
  };
  const dLossReal = (d, x) => np.mean(softplus(judge(d, x).mul(-1)));
  const dLossFake = (d, x) => np.mean(softplus(judge(d, x)));
  const gLoss = (g, d, z) => np.mean(softplus(judge(d, generate(g, z)).mul(-1)));
  const dPaired = (d, real, fake) => np.mean(softplus(judge(refs(d), fake).sub(judge(d, real))));
  const gPaired = (g, d, z, noise, real) =>
    np.mean(softplus(judge(refs(d), real).sub(judge(d, generate(g, z).add(noise)))));

  const mlpStep = jit(([g, d], real, z1, z2, c) => {
    const fake = generate(refs(g[0]), z1);
    const [r1, r2, r3, r4, r5, r6] = c;
    let lost = dLossReal(refs(d[0]), real.ref);
    d = adam(d, grad(dLossReal)(refs(d[0]), real), about.adam.discriminator, r1, r2);
    lost = lost.add(dLossFake(refs(d[0]), fake.ref));
    d = adam(d, grad(dLossFake)(refs(d[0]), fake), about.adam.discriminator, r3, r4);
    lost = lost.add(gLoss(refs(g[0]), refs(d[0]), z2.ref));
    g = adam(g, grad(gLoss)(refs(g[0]), refs(d[0]), z2), about.adam.generator, r5, r6);
    return [[g, d], lost];
  });
  const ringStep = jit(([g, d, average], real, z1, z2, noises, c) => {
    const [r1, r2, r3, r4] = c;
    const [n1, n2, n3, n4] = noises;
    const fake = generate(refs(g[0]), z1).add(n1);
    const seen = real.ref.add(n2);
    let lost = dPaired(refs(d[0]), seen.ref, fake.ref);
    d = adam(d, grad(dPaired)(refs(d[0]), seen, fake), about.adam.discriminator, r1, r2);
    const again = real.add(n3);
    lost = lost.add(gPaired(refs(g[0]), refs(d[0]), z2.ref, n4.ref, again.ref));
    g = adam(g, grad(gPaired)(refs(g[0]), refs(d[0]), z2, n4, again), about.adam.generator, r3, r4);
    average = average.map((a, i) => a.mul(about.average).add(g[0][i].ref.mul(1 - about.average)));
    return [[g, d, average], lost];
  });

  const zeros = (list) => list.map((v) => np.zeros(v.shape));
  const player = (w) => [w, zeros(w), zeros(w)];
  const weights = parameters(about.latent, about.generator, about.example);
  if (isRing) weights.push(np.eye(2).mul(0.7));
  const g = player(weights);
  const d = player(parameters(about.example, about.discriminator, 1));
  let state = isRing ? [g, d, g[0].map((v) => v.ref.mul(1))] : [g, d];
  const draw = examples(about);
  const { generator: n, discriminator: m } = about.batch;
  const latents = (count) => array(normal(count * about.latent), [count, about.latent]);
  const noise = () =>
    array(
      normal(2 * m).map((v) => v * about.noise),
      [m, 2],
    );
  const correction = (k) => [1 / (1 - beta1 ** k), 1 / (1 - beta2 ** k)].map((v) => np.array(v));
  let k = 0;
  return timed(async () => {
    const real = array(draw(m), [m, about.example]);
    k++;
    const [next, lost] = isRing
      ? ringStep(
          state,
          real,
          latents(m),
          latents(n),
          [noise(), noise(), noise(), noise()],
          [...correction(k), ...correction(k)],
        )
      : mlpStep(state, real, latents(m), latents(n), [
          ...correction(2 * k - 1),
          ...correction(2 * k),
          ...correction(k),
        ]);
    state = next;
    await blockUntilReady(state);
    await lost.jsAsync();
  }, times);
}
