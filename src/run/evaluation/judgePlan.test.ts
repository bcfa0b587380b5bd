import { expect, it } from 'vitest';
import { judgePlan } from './ownJudge.ts';

it('a judge learns longer, and with less dropout, where it sees each example a few times alone', () => {
  expect(judgePlan('mnist', 'classes', 60_000)).toEqual({ steps: 1875, dropout: 0.1 });
  expect(judgePlan('large', 'classes', 1_000_000)).toEqual({ steps: 2000, dropout: 0.1 });
  expect(judgePlan('small', 'classes', 3000)).toEqual({ steps: 600, dropout: 0.4 });
  expect(judgePlan('small', 'classes', 19_200)).toEqual({ steps: 600, dropout: 0.4 });
  // turned pictures are four times as many, and as they were measured
  expect(judgePlan('mnist', 'rotation', 240_000)).toEqual({ steps: 2000, dropout: 0.4 });
  expect(judgePlan('digits', 'classes', 60_000)).toEqual({ steps: 300, dropout: 0.4 });
});
