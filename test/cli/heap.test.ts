import { afterAll, expect, test } from 'vitest';
import { folderWithGan, tinyGan } from './duel.ts';

const folder = folderWithGan();
afterAll(() => folder.remove());

/** Says how often it was looked through while 40 of 200 lots of 20,000 objects lived at a time, and how much may be young. */
const lots = `
  import { PerformanceObserver } from 'node:perf_hooks';
  import { setTimeout as wait } from 'node:timers/promises';
  import { resourceLimits } from 'node:worker_threads';
  let major = 0;
  const observer = new PerformanceObserver((list) => {
    major += list.getEntries().filter((entry) => entry.detail.kind === 4).length;
  });
  observer.observe({ entryTypes: ['gc'] });
  const kept = [];
  for (let lot = 0; lot < 200; lot++) {
    kept.push(Array.from({ length: 20_000 }, (_, k) => ({ k })));
    if (kept.length > 40) kept.shift();
    if (lot % 20 === 0) await wait(1);
  }
  await wait(20);
  console.error('major', major, 'young', resourceLimits.maxYoungGenerationSizeMb);
`;

test('the thread that trains lets little garbage gather', async () => {
  folder.write('lots.mjs', lots);
  const { stderr } = await folder.duel('train', 'lots.mjs', '--dry-run');
  const [, major, young] = /major (\d+) young (\d+)/.exec(stderr) ?? [];
  expect(Number(young)).toBe(8);
  expect(Number(major)).toBeGreaterThanOrEqual(4);
});

test('and collects all of it at a checkpoint', async () => {
  const telling = `
    import { constants, PerformanceObserver } from 'node:perf_hooks';
    const { NODE_PERFORMANCE_GC_MAJOR: major, NODE_PERFORMANCE_GC_FLAGS_FORCED: forced } = constants;
    const isWhole = ({ kind, flags }) => kind === major && (flags & forced) !== 0;
    new PerformanceObserver((list) => {
      if (list.getEntries().some((entry) => isWhole(entry.detail))) console.error('collected');
    }).observe({ entryTypes: ['gc'] });
  `;
  folder.write('telling.ts', `${telling}${tinyGan}`);
  const { code, stderr } = await folder.duel('train', 'telling.ts', '--steps', '12', '--snapshot-every', '4');
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('collected');
}, 30_000);
