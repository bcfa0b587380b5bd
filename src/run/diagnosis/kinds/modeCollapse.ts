import { below, defineDiagnosis, isThere } from '../evidence.ts';
import { without } from '../helps.ts';

export const modeCollapse = defineDiagnosis({
  name: 'mode-collapse',
  title: 'mode collapse: it makes the same few things',
  about:
    'Its samples are much more alike than real examples are, and most of what the data have is not among them. The losses need not show it.',
  signs({ samples }) {
    if (!samples) return undefined;
    const { reached, spread, nearest } = samples;
    return [
      below('real examples that have samples anywhere near', reached, 0.65),
      below('spread of the samples, by that of the data', spread, 0.6),
      below('distance to the nearest other sample, by that of the data', nearest, 0.5),
    ];
  },
  holds({ samples }, [reached, spread, nearest]) {
    const looksReal = samples!.precision > 0.4 * samples!.realPrecision;
    return isThere(reached!) && (isThere(spread!) || isThere(nearest!) || looksReal);
  },
  remedies: [
    {
      what: 'a loss that compares pairs, with slopes held in bounds on both sides',
      set: ['loss=relativisticPaired', 'penalties.0=r1', 'penalties.1=r2'],
      helps: without('r1', 'r2'),
    },
    {
      what: "hold D's slopes in bounds near the data (Kodali et al. 2017)",
      set: ['penalties.0=dragan'],
      helps: without('dragan', 'r1'),
    },
    { what: 'let G learn more slowly', set: ['generator.optimizer.learningRate=1e-4'] },
  ],
});
