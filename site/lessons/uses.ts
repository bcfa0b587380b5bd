import { snapped } from '../points/drawn.ts';
import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

/** Nineteen points around a circle, and one apart: a small group. */
const group = [
  ...Array.from({ length: 19 }, (_, k) => (2 * Math.PI * k) / 19).flatMap((turn) => [
    -0.6 + 0.5 * Math.cos(turn),
    0.5 * Math.sin(turn),
  ]),
  ...[1.1, 0.6],
].map(snapped);

export const uses: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'A generator that works is a tool, and a claim: “this is what the data look like”. Here is what the tool is good for, and what the claim is worth.',
    },
    {
      kind: 'text',
      text: 'More data for small classes. A classifier of 182 liver lesions found 85.7 in 100 of what it should with GAN samples added, and 78.6 with ordinary augmentation alone (Frid-Adar et al. 2018). But samples hold nothing that was not in the data. A classifier that learned MNIST from samples of a good `cgan` alone names 95.3 of 100 real digits, and from real ones 99.2. Measure on real examples, always.',
    },
    {
      kind: 'text',
      text: 'Who is rare gets lost. A mode that is rare in the data is rarer in samples: D sees it seldom, and G loses little without it. If the rare mode is a group of people, the generator says they do not exist. Given faces of engineering professors, GANs made women and people of colour rarer and worse than the data had them (Jain et al. 2020).',
    },
    {
      kind: 'try',
      label: 'A small group, and a plain GAN',
      settings: state({ ...plain, data: 'drawn', drawn: group }),
      look: 'One real point in 20 lies apart, on the right. At 500 updates 1 of 100 generated points is right of the middle, at 2,000 not one of 256, and with seeds 1 and 2 it is the same. D’s loss shows nothing.',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'What this page begins with',
      settings: state({ data: 'drawn', drawn: group }),
      look: 'Noise that falls, a relativistic loss, averaged weights: the recipe that finds all eight modes of the ring. It loses the small group as well, with each of three seeds. All modes of the ring are equally large.',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'The same, with R1',
      settings: state({ ...plain, data: 'drawn', drawn: group, penalty: 'r1', penaltyWeight: 0.1 }),
      look: 'The first game, with a D that stays smooth. 7 in 100 are right of the middle at 500 updates and 4 at 2,000 (3 and 2 with seeds 1 and 2), where 5 would be right. But look: they are strung out on the way to the group, and few have arrived. Not lost, and not learned either.',
      until: [500, 2000],
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/uses.webp', import.meta.url).href,
      size: [550, 290],
      alt: 'Two planes with a ring of real points on the left and one small cluster apart on the right, and generated points over them.',
      caption: 'The first and the last of these, at 2,000 updates. (`node scripts/course/pictures.mjs uses`)',
    },
    {
      kind: 'text',
      text: 'Tables that may be shared. A hospital trains a GAN on records and publishes generated ones. Nobody in them exists; is that private? Not by itself. A generator can hand out what it has learned by heart, and from what it makes one can often tell who was among the data (Hayes et al. 2019). Measured over many generators, synthetic tables either let such attacks through or lost what the data were wanted for, and one cannot know beforehand which (Stadler et al. 2022; others found them in a better light under milder conditions). What can be promised has to be built in: training with differential privacy limits what any one record can change, and costs quality. Duel does not do that.',
    },
    {
      kind: 'text',
      text: 'Pictures of people. Shown faces of StyleGAN2 and real ones, people were right in 48 of 100, and after a training in 59; they found the made ones a little more trustworthy (Nightingale and Farid 2022). That is used for false profiles, for fraud, and for pictures of real people in what they never did: of deepfake videos counted from 2018 on, 90 to 95 in 100 were pornography without consent, nine in ten of those of women (Hao 2021).',
    },
    {
      kind: 'text',
      text: 'Telling, and labelling. Detectors find traces that a kind of generator leaves; one that learned from a single GAN recognised ten others “for now” (Wang et al. 2020), and every new kind is a new race. In a GAN the best detector is even at hand to be trained against. So it is better to say so from the start: in the European Union makers of such systems have to mark what they generate so that machines can read it, and who shows a deepfake has to say that it is one (Regulation 2024/1689, article 50, from August 2026). Keep the label in the file and beside the picture.',
    },
    {
      kind: 'text',
      text: 'Whose data, and at what cost? A photograph on the web has an owner, and a person in it has rights. Each data set has its licence: CelebA’s allows research alone, and says so where Duel asks for the file. And energy: all of the work for StyleGAN3 took 225 megawatt hours, 92 years of one GPU (Karras et al. 2021). The playground takes some watts for some minutes. Most questions can be asked small.',
    },
    {
      kind: 'text',
      text: 'Before you give a generator away: Say what it learned from, and under which licence. Say what it leaves out, with numbers, by group where there are groups. Test for copies. Say what it must not be used for. Label what it makes.',
    },
    {
      kind: 'question',
      question: 'A generated patient record equals no real one. May it be published?',
      answers: [
        {
          text: 'Yes: no real person is in it',
          because:
            'Equal is not the measure. A record that lies close to one real, unusual patient can give away that this patient was there.',
        },
        {
          text: 'That alone promises nothing: what a generator reveals has to be limited and tested',
          isRight: true,
          because:
            'By differential privacy in training, or at the least by attacks that were tried: is it nearer to those who were in than to those who were not?',
        },
        {
          text: 'No, generated data are never private',
          because:
            'They can be, by as much as was built in. It is the automatic “synthetic, so private” that is wrong.',
        },
      ],
    },
    {
      kind: 'question',
      question:
        'A group is 5 in 100 of your data. You train on twice as many samples as you have data. How large is the group there?',
      answers: [
        {
          text: '5 in 100: a GAN imitates the data',
          because: 'In theory, at the end. In practice rare modes are found late or lost; see the first try.',
        },
        {
          text: 'Nobody knows before it is counted; often less',
          isRight: true,
          because: 'Count it, in samples. If it matters, tell G the group as a class, and ask for as many as you need.',
        },
        {
          text: 'More, since the second half is new',
          because: 'New samples come from what was learned. There is no information about the group but in the data.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train ring --steps 500
npx duel sample last --n 1000 --out table.csv
npx duel eval last --metrics modes,wasserstein
npx duel datasets`,
    shows:
      'A generated table, what of the data it holds, by number, and where each data set that has a name comes from. `duel datasets --json` has the licences.',
  },
  program: {
    text: `import { listDatasets, sample, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 500, seed: 0 });
const { shape, data } = await sample(directory, { n: 1000 });
const shares = new Array<number>(8).fill(0);
for (let i = 0; i < data.length; i += 2) {
  const turn = Math.atan2(data[i + 1]!, data[i]!) / (Math.PI / 4);
  shares[((Math.round(turn) % 8) + 8) % 8]! += 1 / shape[0]!;
}
console.log('share of each of eight groups', shares.map((share) => share.toFixed(3)).join(' '));
for (const { name, licence } of listDatasets()) console.log(name, licence);
`,
    shows:
      'How large each of eight equal groups is in 1,000 samples, and the licence of each data set that has a name.',
  },
  sources: [
    { name: 'Frid-Adar et al. 2018', address: 'https://arxiv.org/abs/1803.01229' },
    {
      name: 'Ravuri and Vinyals 2019, what a classifier learns from samples',
      address: 'https://arxiv.org/abs/1905.10887',
    },
    { name: 'Jain et al. 2020', address: 'https://arxiv.org/abs/2001.09528' },
    { name: 'Hayes et al. 2019 (LOGAN)', address: 'https://arxiv.org/abs/1705.07663' },
    { name: 'Stadler et al. 2022', address: 'https://arxiv.org/abs/2011.07018' },
    { name: 'Sarmin et al. 2024, an answer to it', address: 'https://arxiv.org/abs/2407.07926' },
    { name: 'Nightingale and Farid 2022', address: 'https://doi.org/10.1073/pnas.2120481119' },
    {
      name: 'Hao 2021, with figures of Sensity AI',
      address: 'https://www.technologyreview.com/2021/02/12/1018222/deepfake-revenge-porn-coming-ban/',
    },
    { name: 'Wang et al. 2020', address: 'https://arxiv.org/abs/1912.11035' },
    { name: 'Karras et al. 2021 (StyleGAN3), section 5', address: 'https://arxiv.org/abs/2106.12423' },
    { name: 'Regulation (EU) 2024/1689, article 50', address: 'https://eur-lex.europa.eu/eli/reg/2024/1689/oj' },
  ],
};
