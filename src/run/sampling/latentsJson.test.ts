import { expect, it } from 'vitest';
import { decodeLatents, encodeLatents } from './latentsJson.ts';

it('gives float32 back as they were', () => {
  const latent = [...Float32Array.of(0.1, -1 / 3, 1e-9, 3.4e38, 0)];
  const all = [
    { name: 'seed 3', latent, told: [0, 1], noise: 3 },
    { name: '„Über“', latent, told: [0.25, 0.75] },
  ];
  const back = decodeLatents(encodeLatents(all), 'here');
  expect(back.map(({ latent }) => [...Float32Array.from(latent)])).toEqual([latent, latent]);
  expect(back.map(({ name, told, noise }) => [name, told, noise])).toEqual([
    ['seed 3', [0, 1], 3],
    ['„Über“', [0.25, 0.75], undefined],
  ]);
});

it.each([
  ['{', /no JSON/],
  ['null', /does not say/],
  ['{"format":"duel-latents"}', /does not say/],
  ['{"format":"duel-latents","latents":[]}', /0 latents/],
  ['{"format":"duel-latents","latents":[{"latent":[1,null]}]}', /latent 1 has no numbers/],
  ['{"format":"duel-latents","latents":[{"latent":[1]},{"latent":[1,2]}]}', /latent 2 has another length/],
  ['{"format":"duel-latents","latents":[{"latent":[1],"told":"x"}]}', /'told'/],
])('refuses %s', (text, message) => {
  expect(() => decodeLatents(text, 'here')).toThrow(
    expect.objectContaining({ code: 'sample/bad-latents', where: 'here', message: expect.stringMatching(message) }),
  );
});
