import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

export const curves: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'In most of machine learning a loss that falls is good news. A GAN has two losses, and each is measured against an opponent who learns as well. If D’s loss falls, D may have become better, or G worse. So a curve of a GAN says who is ahead. It does not say how good the samples are.',
    },
    {
      kind: 'formula',
      formula:
        'best D:  D*(x) = p_real(x) / (p_real(x) + p_G(x))\nif G is right:  D* = ½,  value = log ½ + log ½ = −log 4',
      words:
        'The best D gives each point the share of real ones among all that lie there. If generated points lie exactly as real ones do, that is one half everywhere.',
    },
    {
      kind: 'text',
      text: 'That gives numbers to hold a curve against. D’s cross-entropy at a draw is 2 log 2 = 1.39 if its two halves are added, and log 2 = 0.69 if they are averaged, as this page does. G’s non-saturating loss at a draw is log 2 = 0.69 as well. D(x), the mean of what D says of real points, and D(G(z)), of generated ones, meet at 0.5. (Wasserstein’s losses are heights, and have no such numbers; hinge and least squares have others.)',
    },
    {
      kind: 'text',
      text: 'But a draw has two reasons: the samples are perfect, or D cannot see. Try both sides of that.',
    },
    {
      kind: 'try',
      label: 'Samples improve, and G’s loss goes up',
      settings: state({}),
      look: 'At 500 updates D’s loss is 0.56 and G’s 0.93, with 4 of 8 modes and less than 1 in 100 points in them. At 2,000 D’s is 0.23 and G’s 2.57, which looks far worse; and now 8 modes are reached, 38 points in 100 lie in them. D got better at its work, faster than G at its own.',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'A perfect draw, and nothing learned',
      settings: state({ noise: 2, noiseFalls: 0 }),
      look: 'Noise as wide as the whole ring on all that D sees. At 2,000 updates losses stand at 0.70 and 0.69, where theory wants them; samples touch 2 modes of 8, with 2 points in 1,000. D is blind.',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'D is ahead',
      settings: state({
        ...plain,
        loss: 'nonSaturating',
        discriminatorSteps: 5,
        discriminatorRate: 2e-3,
        generatorRate: 2e-4,
      }),
      look: 'At 250 updates D’s loss is 0.10 and G’s 11.8: one near 0, the other far above 0.69. D(x) is near 1, D(G(z)) near 0. Watch whether it comes back: here it does, slowly.',
      until: [250, 2000],
    },
    {
      kind: 'try',
      label: 'Losses as calm as can be, while G runs after D',
      settings: state({ ...plain, generatorRate: 5e-3, discriminatorRate: 5e-4 }),
      look: 'G is ten times as fast as D. At 500 updates D’s loss is 0.62 and G’s 0.77, close to a draw; all samples lie together in a few places, and 2 modes are touched. No loss shows it.',
      until: [500, 1000],
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/curves.webp', import.meta.url).href,
      size: [400, 340],
      alt: 'Two plots of losses over 2,000 updates. Above, D’s loss falls slowly and G’s rises. Below, both lie near 0.69, with ripples.',
      caption:
        'Above, a healthy training of the ring: losses part. Below, D blinded by noise: losses at a draw. (`node scripts/course/pictures.mjs curves`)',
    },
    {
      kind: 'text',
      text: 'What curves are good for: numbers that grow without end, or become NaN, mean that it explodes. One loss at 0 for long means that one player has won. Waves that return, each as high as the last, mean that they circle. Everything else you must see in samples, or measure.',
    },
    {
      kind: 'question',
      question: 'Both losses have been flat near 0.69 for a thousand steps. What do you know?',
      answers: [
        {
          text: 'Training has converged: the samples are as good as they get',
          because:
            'So it would be if D were the best possible one. The second try has the same losses, and has learned nothing.',
        },
        {
          text: 'That D cannot tell the two sides apart; not why',
          isRight: true,
          because: 'Samples may be right, or D too weak, too slow or too noisy. Look at samples, or measure them.',
        },
        {
          text: 'That the learning rate is too low',
          because: 'It may be, of one player. But with a good D and a good G the curve looks the same.',
        },
      ],
    },
    {
      kind: 'question',
      question: 'G’s loss has doubled since yesterday. Should you stop?',
      answers: [
        {
          text: 'Yes, G has become worse',
          because:
            'It is judged by another D than yesterday. In the first try G’s loss goes from 0.93 to 2.57 while samples get better all the way.',
        },
        {
          text: 'No, a rising loss of G always means better samples',
          because: 'Not that either: where D runs ahead it rises and the samples stand still, or get worse.',
        },
        {
          text: 'The loss cannot tell; compare samples of both days, from the same latents',
          isRight: true,
          because: 'That, and a measure such as modes or a Fréchet distance, which does not depend on D.',
        },
      ],
    },
  ],
  command: {
    text: 'npx duel train ring --steps 500\nnpx duel doctor last\nnpx duel report last --out report.html',
    shows:
      'The doctor looks at curves, samples and D together, since curves alone do not tell. The page has the curves and the samples side by side.',
  },
  program: {
    text: `import { readMetrics, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 500, seed: 0 });
for (const { step, metrics } of readMetrics(directory)) {
  if (step % 20 > 0) continue;
  const [d, g, real, fake] = ['dLoss', 'gLoss', 'dReal', 'dFake'].map((name) => (metrics[name] ?? NaN).toFixed(2));
  console.log(\`step \${step}: D \${d}, G \${g}, D(x) \${real}, D(G(z)) \${fake}\`);
}
`,
    shows: 'Both losses, and what D says of real and of generated points, on every twentieth step.',
  },
  sources: [
    { name: 'Goodfellow et al. 2014, proposition 1 and theorem 1', address: 'https://arxiv.org/abs/1406.2661' },
    { name: 'Lucic et al. 2018, Are GANs Created Equal?', address: 'https://arxiv.org/abs/1711.10337' },
  ],
};
