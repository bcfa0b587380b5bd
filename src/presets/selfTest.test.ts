import { expect, it } from 'vitest';
import { trainingPlan } from '../compile/compile.ts';
import { openHere } from '../runtime/node/open.ts';
import { referenceSystems, selfTest } from './selfTest.ts';

it.each(referenceSystems().map((s) => [s.name, s] as const))(
  '%s',
  async (_, sys) => {
    const engine = await openHere('cpu', { threads: 2 });
    const t = Date.now();
    const result = await selfTest(engine, sys, 10, trainingPlan);
    console.log(sys.name, Date.now() - t, result.errors.map((e) => e.toExponential(1)).join(' '), result.gradientError);
    expect(result.gradientError).toBeLessThan(1e-4);
  },
  120_000,
);
