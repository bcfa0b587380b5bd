import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

export const loop: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Everything so far happens in thirteen lines, over and over. Here they are. Go through a step line by line: each shows the numbers that the compiled training step computes at that very line, for the state of the playground beside it. Four of a batch are shown, and numbered in the plane.',
    },
    {
      kind: 'try',
      label: 'Set the playground up for it',
      settings: state(plain),
      look: 'The non-saturating loss, no noise, no penalty: as plain as can be. Begin at once, or run to 300 first, when D and G know something already. With other settings the lines say other things.',
      until: [300],
    },
    { kind: 'loop' },
    {
      kind: 'text',
      text: 'Three things are easily overlooked. D learns first, and G is judged by the D that has just learned. G’s update draws latents of its own, so it is judged on points that D has not seen. And in line 12 the slope goes through D without changing it: D is a road here, not a passenger.',
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/loop.webp', import.meta.url).href,
      size: [550, 196],
      alt: 'Three planes of one step after 300 updates. Before; then D has learned: the surface has changed, with arrows at the same points; then G has learned: the points have moved along them.',
      caption:
        'One step, at four times its rates so that it can be seen. Made by `node scripts/course/pictures.mjs loop`.',
    },
    {
      kind: 'text',
      text: 'How far a weight moves is up to the optimizer. Adam keeps two running means for each weight, of its slope and of the slope’s square, and moves it by the first over the root of the second. So a weight with small slopes that agree goes as far as one with large slopes that agree, about the rate; one whose slopes change sign stays nearly where it is. Both means begin at 0, which the division by 1 − βᵗ makes up for.',
    },
    {
      kind: 'formula',
      formula:
        'm ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²\nw ← w − rate · (m ÷ (1 − β₁ᵗ)) ÷ (√(v ÷ (1 − β₂ᵗ)) + ε)',
      words:
        'The mean slope m and the mean square v follow each new slope g; the weight w goes a step of the rate times m over the root of v, both corrected for having begun at 0 in the t-th update.',
    },
    {
      kind: 'question',
      question: 'In line 12, what happens to D’s weights?',
      answers: [
        {
          text: 'They get slopes too, and are updated with G’s',
          because: 'Then D would help G: it would learn to score made points high. Only G’s weights are updated there.',
        },
        {
          text: 'Nothing. The slope is computed through them, and they stay',
          isRight: true,
          because:
            'Yes. In frameworks this is the line that is gotten wrong most often, by an optimizer that holds both, or by a slope that is left over.',
        },
        {
          text: 'They go back to what they were before line 7',
          because: 'D’s update is kept: the next step goes on from it.',
        },
      ],
    },
    {
      kind: 'question',
      question:
        'It is the very first update of a training. How far does Adam move a weight whose slope is 0.001, and one whose slope is 10?',
      answers: [
        { text: 'The second ten thousand times as far', because: 'That is plain gradient descent, SGD.' },
        {
          text: 'Both by the rate',
          isRight: true,
          because:
            'Yes: at t = 1 the corrected m is g and the corrected v is g², so m ÷ √v is 1 or −1. Begin a step after Reset, and look at lines 7 and 13.',
        },
        {
          text: 'Neither moves: both means begin at 0',
          because: 'They would hardly move if nothing made up for it; that is what the division by 1 − βᵗ is for.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train ring --steps 200 --set loss=crossEntropy
npx duel export last --to step --out step`,
    shows:
      'A folder with the whole step as one ONNX graph, step.onnx: these thirteen lines, with all slopes and both optimizers, to be run from any language.',
  },
  program: {
    text: `import { readCheckpoint, train } from 'duel-gan';

// the states before and after one step: every weight, and what Adam remembers of it
const one = { seed: 0, set: ['loss=crossEntropy'] };
const before = await train('ring', { ...one, steps: 1 });
const after = await train('ring', { ...one, steps: 2 });
const a = readCheckpoint(before.directory).tensors;
const b = readCheckpoint(after.directory).tensors;
for (const name of Object.keys(a).filter((name) => name.endsWith('kernel')))
  console.log(name, a[name]?.data[0], b[name]?.data[0]);
`,
    shows: 'One weight of each layer, before and after the second step.',
  },
  sources: [
    { name: 'Goodfellow et al. 2014, algorithm 1', address: 'https://arxiv.org/abs/1406.2661' },
    { name: 'Kingma and Ba 2015, Adam, algorithm 1', address: 'https://arxiv.org/abs/1412.6980' },
  ],
};
