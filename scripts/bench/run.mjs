// npm run bench: how fast Duel trains, beside PyTorch, and where its time goes. docs/benchmarks/README.md explains it.
import { cpus } from 'node:os';
import { help, parse, UsageError } from './options.mjs';

const machine = cpus()[0].model.trim();
/** Progress goes to stderr: stdout has the results alone. */
const say = (text) => console.error(`bench: ${text}`);
const print = (options, data, text) => console.log(options.json ? JSON.stringify(data) : text);

async function compareSystems(options) {
  const { compare, comparisonText } = await import('./comparison.mjs');
  const found = await compare(options, say);
  const { device, threads, rounds, seconds } = options;
  const settings = { machine, device, threads, rounds, seconds };
  if (options.json || found.results.length > 0)
    print(options, { ...settings, ...found }, comparisonText(found, settings));
  if (found.failures.length > 0) process.exitCode = 1;
}

async function profileSystem(options) {
  const { profile, profileText } = await import('./profile.mjs');
  const found = await profile(options.profile, options);
  print(options, { machine, threads: options.threads, ...found }, profileText(found, options));
}

async function compareConvolutions(options) {
  const { besideText, timeBesidePyTorch } = await import('./operators/beside.mjs');
  const found = await timeBesidePyTorch(options, say);
  if (found.results.length + found.failures.length === 0) throw noConvolution(options);
  const { threads, rounds, seconds } = options;
  print(
    options,
    { machine, threads, rounds, seconds, ...found },
    besideText(found, { machine, threads, rounds, seconds }),
  );
  if (found.failures.length > 0) process.exitCode = 1;
}

const noConvolution = ({ systems, filter }) => new UsageError(`no convolution of ${systems} matches '${filter}'`);

async function compareLowerings(options) {
  const { operatorsTable, timeOperators } = await import('./operators.mjs');
  const results = await timeOperators(options, say);
  if (results.length === 0) throw noConvolution(options);
  const { threads } = options;
  print(options, { machine, threads, results }, `${machine}, ${threads} threads\n\n${operatorsTable(results)}`);
}

/** What tables in Markdown say of a measurement. */
async function settingsOf({ device, threads, rounds, seconds }, adapter) {
  const { runtimeVersion } = await import('../../dist/runtime/node/open.js');
  const where = device === 'cpu' ? machine : (adapter ?? device);
  const date = new Date().toISOString().slice(0, 10);
  return { where, threads, rounds, seconds, node: process.versions.node, runtime: runtimeVersion(), date };
}

async function costOfTechniques(options) {
  const { measureTechniques, techniquesTable } = await import('./techniques/measure.mjs');
  const { checkPages, markdownOf, writePages } = await import('./techniques/pages.mjs');
  if (options.writeDocs) checkPages();
  const { adapter, results, failures } = await measureTechniques(options, say);
  if (results.length + failures.length === 0) throw new UsageError(`no technique matches '${options.filter}'`);
  const settings = await settingsOf(options, adapter);
  const text = options.markdown
    ? Object.entries(markdownOf(results, settings))
        .map(([page, markdown]) => `## ${page}\n\n${markdown}`)
        .join('\n\n')
    : `${settings.where}, ${options.threads} threads\n\n${techniquesTable(results)}`;
  print(options, { ...settings, results, failures }, text);
  if (options.writeDocs)
    say(`written: ${writePages(results, settings).join(', ') || 'nothing, no page was measured whole'}`);
  if (failures.length > 0) process.exitCode = 1;
}

async function comparePictures(options) {
  const { measureTranslation, translationText } = await import('./translation/measure.mjs');
  const found = await measureTranslation(options, say);
  const { threads, rounds, seconds } = options;
  print(options, { machine, threads, ...found }, translationText(found, { machine, threads, rounds, seconds }));
}

async function costOfGrowth(options) {
  const { growthText, measureGrowth } = await import('./growth/measure.mjs');
  const { checkPage, writePage } = await import('./growth/page.mjs');
  if (options.writeDocs) checkPage();
  const found = await measureGrowth(options, say);
  if (found.length === 0) throw new UsageError(`no sweep matches '${options.filter}'`);
  const settings = await settingsOf(options);
  print(options, { ...settings, found }, growthText(found, { machine, ...options }));
  if (options.writeDocs) say(`written: ${(await writePage(found, settings)).join(', ')}`);
}

async function speedOfSampling(options) {
  const { measureSampling, samplingText } = await import('./sampling/measure.mjs');
  const found = await measureSampling(options, say);
  const { threads, rounds, seconds } = options;
  print(options, { machine, threads, ...found }, samplingText(found, { machine, threads, rounds, seconds }));
}

async function examine(options) {
  const { examineGpu } = await import('./gpu/measure.mjs');
  const { resultText } = await import('./gpu/page.mjs');
  const { writeFileAtomic } = await import('../../dist/run/directory/atomic.js');
  const keep = (result) => writeFileAtomic(options.out, `${JSON.stringify(result, null, 1)}\n`);
  const result = await examineGpu(options, say, keep);
  print(options, result, resultText(result));
  say(`written: ${options.out}`);
  if (result.parts.some(({ failed, value }) => failed || value?.passed === false)) process.exitCode = 1;
}

async function writeGpuPage({ gpuPage }) {
  const { writePage } = await import('./gpu/page.mjs');
  say(`written: ${(await writePage(gpuPage)).join(', ')}`);
}

try {
  const options = parse(process.argv.slice(2));
  if (options.help) console.log(help());
  else if (options.profile) await profileSystem(options);
  else if (options.gpu) await examine(options);
  else if (options.gpuPage) await writeGpuPage(options);
  else if (options.operators) await (options.besidePyTorch ? compareConvolutions : compareLowerings)(options);
  else if (options.techniques) await costOfTechniques(options);
  else if (options.translation) await comparePictures(options);
  else if (options.growth) await costOfGrowth(options);
  else if (options.sampling) await speedOfSampling(options);
  else await compareSystems(options);
} catch (e) {
  console.error(`error: ${e instanceof UsageError ? `${e.message}\n  fix: --help lists the options` : e.message}`);
  process.exitCode = e instanceof UsageError ? 2 : 1;
}
