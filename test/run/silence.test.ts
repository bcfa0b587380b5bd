import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { tinyGan } from '../cli/duel.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-silence-'));
const [home, temporary, work] = ['home', 'temporary', 'work'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
afterAll(() => rmSync(folder, { recursive: true }));

const library = pathToFileURL(resolve('dist/index.js')).href;
const files = {
  'tiny.ts': tinyGan,
  'width.ts': 'export const width: number = 2;\n',
  'library.mjs': `
    import { findPreset, train } from '${library}';
    await train(findPreset('ring'), { out: 'runs', name: 'code', steps: 2, batch: 4 });`,
  'worker.mjs': `
    import { Worker } from 'node:worker_threads';
    import '${library}';
    const worker = new Worker(new URL('./library.mjs', import.meta.url));
    worker.on('error', (e) => console.log(e.code, e.fix));`,
};
const prepare = () => {
  for (const path of [home, temporary, work]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(work, name), content);
};
prepare();
beforeEach(prepare);

/** A person's own environment, of whom nothing is known yet. On machines of CI ONNX Runtime is silent by itself. */
const environment = (more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const of = { ...process.env, HOME: home, USERPROFILE: home, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  for (const name of Object.keys(of))
    if (/^(CI|GITHUB_ACTIONS|TF_BUILD|ORT_.*|XDG_.*|DUEL_.*|VITEST.*|NODE_OPTIONS|NODE_V8_COVERAGE)$/.test(name))
      delete of[name as keyof typeof of];
  return { ...of, NO_COLOR: '1', ...more };
};

/**
 * A network of its own, without an interface that is up: every connection that is tried ends at once, and is counted.
 * Which of the two a person may have depends on the machine.
 */
const namespaces = [
  ['unshare', '--net'],
  ['unshare', '--user', '--map-root-user', '--net'],
];
const alone =
  process.platform === 'linux' &&
  namespaces.find(([command, ...args]) => spawnSync(command!, [...args, 'true']).status === 0);
if (!alone) console.warn('Connections are not watched: this machine gives no network namespace (unshare --net)');
const counted = ['sh', '-c', '"$@" >&2; code=$?; cat /proc/net/snmp /proc/net/snmp6; exit $code', 'sh'];

interface Outcome {
  readonly said: string;
  /** How often the kernel was asked to send something, from its own counters; 0 where nobody counts. */
  readonly attempts: number;
  /** What lies in the home and in the temporary folder. */
  readonly left: readonly string[];
}

/** Runs Node to its end, which must be a good one. */
function run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
  const [command, ...args] = [...(alone ? [...alone, ...counted] : []), process.execPath, ...words] as [string];
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: work, env: environment(env), encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return {
    said: stdout + stderr,
    attempts: alone ? attemptsIn(stdout) : 0,
    left: [home, temporary].flatMap((path) => readdirSync(path, { recursive: true, encoding: 'utf8' })),
  };
}

/** The sum of what /proc/net/snmp and snmp6 count of things sent, or found impossible to send. */
function attemptsIn(counters: string): number {
  const four = [...counters.matchAll(/^(\w+): ([A-Z].*)\n\1: (.*)$/gm)].flatMap(([, layer, names, values]) =>
    names!.split(' ').map((name, i) => [layer! + name, Number(values!.split(' ')[i])] as const),
  );
  const six = [...counters.matchAll(/^(\w+6\w+)\s+(\d+)$/gm)].map(([, name, value]) => [name!, Number(value)] as const);
  const sent = /^(Ip|Ip6)Out(Requests|NoRoutes)$|^TcpActiveOpens$|^Udp6?OutDatagrams$/;
  const found = [...four, ...six].filter(([name]) => sent.test(name));
  expect(found.length).toBeGreaterThanOrEqual(4);
  return found.reduce((sum, [, value]) => sum + value, 0);
}

const duel = resolve('bin/duel.js');
const training = [duel, 'train', 'tiny.ts', '--out', 'runs', '--steps', '2', '--device', 'cpu'];
const benchmark = { system: 'mnist-mlp', seconds: 0.01, threads: 1, device: 'cpu' };

/** Ways in which ONNX Runtime comes to be loaded. */
it.each([
  ['training and sampling', [training, [duel, 'sample', 'last', '--n', '1', '--out', 'a.png']]],
  ['the doctor', [[duel, 'doctor', '--quick']]],
  ['the library', [['library.mjs']]],
  ['a process of the benchmark', [[resolve('scripts/bench/duel.mjs'), JSON.stringify(benchmark)]]],
])('%s leaves nothing behind and tries no connection', (_, calls) => {
  for (const words of calls) expect(run(words)).toMatchObject({ left: [], attempts: 0 });
});

it('a worker thread that cannot be kept silent does not load ONNX Runtime', () => {
  expect(run(['worker.mjs'])).toMatchObject({
    said: expect.stringContaining('device/telemetry set ORT_DISABLE_TELEMETRY=1'),
    left: [],
    attempts: 0,
  });
  const silent = run(['worker.mjs'], { ORT_DISABLE_TELEMETRY: '1' });
  expect(silent).toMatchObject({ said: expect.not.stringContaining('device/telemetry'), left: [], attempts: 0 });
});

describe('what these tests would not see, they could not tell from silence', () => {
  it.skipIf(process.platform === 'win32')('reports that a person wants are prepared, and found', () => {
    const { left } = run([duel, 'doctor', '--quick'], { ORT_DISABLE_TELEMETRY: '0' });
    expect(left).toContainEqual(expect.stringContaining('onnxruntime'));
  });

  it.skipIf(!alone).each(['http://192.0.2.1', 'http://example.invalid'])('a connection to %s is counted', (url) => {
    expect(run(['-e', `fetch('${url}').catch(() => {})`]).attempts).toBeGreaterThan(0);
  });
});
