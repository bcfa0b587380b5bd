// A step of a system in TensorFlow.js on its WebAssembly backend, as one would write it there.
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { examples, normal, shapesOf, systems, timed } from './systems.mjs';

export async function run({ system, threads, ...times }) {
  setThreadsCount(threads);
  setWasmPaths('tfjs/');
  await tf.setBackend('wasm');
  const about = systems[system];
  const variables = (inputs, widths, outputs) =>
    shapesOf(inputs, widths, outputs).map((shape) => {
      const scale = shape.length === 1 ? 0 : Math.sqrt(2 / (shape[0] + shape[1]));
      const size = shape.reduce((a, b) => a * b);
      return tf.variable(
        tf.tensor(
          normal(size).map((v) => v * scale),
          shape,
        ),
      );
    });
  const g = variables(about.latent, about.generator, about.example);
  const d = variables(about.example, about.discriminator, 1);
  const skip = about.noise ? [tf.variable(tf.eye(2).mul(0.7))] : [];
  const averages = about.average ? [...g, ...skip].map((v) => tf.variable(v.clone())) : [];
  const isRing = system === 'ring';
  const layers = (x, w, last) => {
    let h = x;
    for (let i = 0; i < w.length; i += 2) {
      h = tf.add(tf.matMul(h, w[i]), w[i + 1]);
      if (i < w.length - 2) h = last === 'ring' && i === w.length - 4 ? tf.tanh(h) : tf.leakyRelu(h, 0.2);
    }
    return h;
  };
  const generate = (z) => (isRing ? tf.add(layers(z, g, 'ring'), tf.matMul(z, skip[0])) : tf.tanh(layers(z, g)));
  const judge = (x) => layers(x, d);
  const { beta1, beta2, epsilon } = about.adam;
  const adam = (rate) => tf.train.adam(rate, beta1, beta2, epsilon);
  const [gAdam, dAdam] = [adam(about.adam.generator), adam(about.adam.discriminator)];
  const draw = examples(about);
  const latents = (n) => tf.tensor(normal(n * about.latent), [n, about.latent]);
  const noisy = (x) => tf.add(x, tf.tensor(normal(x.size), x.shape).mul(about.noise));
  // −log σ(±logit), whose gradient tfjs has
  const bce = (logits, isReal) => tf.mean(tf.softplus(isReal ? tf.neg(logits) : logits));
  const { generator: n, discriminator: m } = about.batch;

  async function mlp() {
    const losses = tf.tidy(() => {
      const real = tf.tensor(draw(m), [m, about.example]);
      const fake = generate(latents(m));
      const a = dAdam.minimize(() => bce(judge(real), true), true, d);
      const b = dAdam.minimize(() => bce(judge(fake), false), true, d);
      const c = gAdam.minimize(() => bce(judge(generate(latents(n))), true), true, g);
      return [a, b, c];
    });
    await Promise.all(losses.map((loss) => loss.data()));
    for (const loss of losses) loss.dispose();
  }
  async function ring() {
    const losses = tf.tidy(() => {
      const real = tf.tensor(draw(m), [m, 2]);
      const fake = generate(latents(m));
      const pair = () => [judge(noisy(real)), fake];
      const a = dAdam.minimize(
        () => {
          const [r, f] = pair();
          return tf.mean(tf.softplus(tf.sub(judge(noisy(f)), r)));
        },
        true,
        d,
      );
      const b = gAdam.minimize(
        () => tf.mean(tf.softplus(tf.sub(judge(noisy(real)), judge(noisy(generate(latents(n))))))),
        true,
        [...g, ...skip],
      );
      [...g, ...skip].forEach((v, i) => {
        averages[i].assign(tf.add(averages[i].mul(about.average), v.mul(1 - about.average)));
      });
      return [a, b];
    });
    await Promise.all(losses.map((loss) => loss.data()));
    for (const loss of losses) loss.dispose();
  }
  return timed(isRing ? ring : mlp, times);
}
