import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { pathWord } from '../../files/paths.ts';
import { findPreset } from '../../presets/registry.ts';
import { presetConfig, readConfig } from '../config/config.ts';
import { stagesOf } from '../config/stages.ts';
import { writeGraphs } from '../directory/graphs.ts';
import { partsOf, partsToGoOn } from './memory.ts';
import { trainingStep } from './microbatch.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

const machine = vi.hoisted(() => ({ all: Number.POSITIVE_INFINITY, free: Number.POSITIVE_INFINITY }));
vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  totalmem: () => machine.all,
  freemem: () => machine.free,
}));

const folder = mkdtempSync(join(tmpdir(), 'duel-going-on-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('refuses to go on where a run does not fit, with the numbers and what mends it, and warns where it hardly does', async () => {
  const { directory } = await train(tiny, { out: folder, threads: 1 });
  const listed = () => readdirSync(directory, { recursive: true }).sort();
  const before = listed();
  const steps = 2 * readConfig(directory).steps;
  machine.all = 100;
  await expect(resume(directory, { steps })).rejects.toMatchObject({
    ...{ kind: 'device', code: 'device/memory' },
    message: expect.stringMatching(
      /^this training needs at least \d+ \w+ of memory, and there are 100 bytes in all: .* for the /,
    ),
    fix: `go on where there is more memory, or begin anew in smaller parts: duel train ${pathWord(join(directory, 'config.json'))} --microbatch N`,
  });
  expect(listed()).toEqual(before);
  machine.all = 1e9;
  machine.free = 100;
  const warnings: string[] = [];
  await resume(directory, {
    steps,
    threads: 1,
    on: (event) => {
      if (event.type === 'warning') warnings.push(event.message);
    },
  });
  expect(warnings).toContainEqual(expect.stringMatching(/^this training needs some .* and .* are free: /));
});

// docs/benchmarks/cpu.md: the measured peak of each system, of which the process takes 200 MiB
it.each([
  ['mnist-mlp', [28, 28, 1], 288],
  ['mnist-dcgan', [28, 28, 1], 499],
] as const)(
  'counts no less of the graphs of %s than before they were compiled, and no more than it takes',
  (name, shape, peakMiB) => {
    const directory = mkdtempSync(join(folder, 'graphs-'));
    const data = { shape, classes: [], count: 1000 };
    const config = presetConfig(findPreset(name)!, { source: 'digits', range: [-1, 1] }, data, {});
    const [stage] = stagesOf(config) as [ReturnType<typeof stagesOf>[number]];
    writeGraphs(directory, stage, { shape, classCount: 0 });
    const counted = partsOf(config, trainingStep(config, { shape, classCount: 0 })!, shape);
    const found = partsToGoOn(directory, config, 'cpu');
    expect(found.map(({ what }) => what)).toEqual(counted.map(({ what }) => what));
    const total = (parts: typeof found) => parts.reduce((sum, { bytes }) => sum + bytes, 0);
    // minimal filtering takes less memory than what it stands for, its operators in another order
    expect(total(found)).toBeGreaterThan(0.65 * total(counted));
    expect(total(found)).toBeLessThan((peakMiB - 200) * 2 ** 20);
  },
);
