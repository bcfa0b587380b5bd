import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answering, measuredHere, run } from '../child.mjs';
import { median } from '../median.mjs';
import { pytorchAt } from '../peer.mjs';
import { digits, table } from '../table.mjs';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
export const batches = [1, 64];

/** PyTorch's variants as words of peer.py: each layout plain, compiled, and compiled with its weights as constants. */
export function variantsOf({ hasCompiler, isPerceptron }) {
  const layouts = isPerceptron ? { '': [] } : { '': [], channels_last: ['--channels-last'] };
  const ways = { '': [], ...(hasCompiler && { compiled: ['--compile'], frozen: ['--compile', '--freeze'] }) };
  return Object.fromEntries(
    Object.entries(layouts).flatMap(([layout, a]) =>
      Object.entries(ways).map(([way, b]) => [[layout, way].filter(Boolean).join(' ') || 'as it is', [...a, ...b]]),
    ),
  );
}

/** What came of the turns of one generator: medians over the rounds, of PyTorch the best variant's. */
export const resultsOf = (system, turns) =>
  batches.map((batch) => {
    const of = ({ rates }) => median(rates[batch]);
    const [duel, exported, ...peers] = turns;
    const best = peers.reduce((a, b) => (a && of(a) >= of(b) ? a : b), undefined);
    const peer = best && { variant: best.name, rate: of(best), ratio: of(duel) / of(best) };
    return { system, batch, duel: of(duel), exported: of(exported), ofExported: of(duel) / of(exported), peer };
  });

/** Times one generator in turns: Duel, ONNX Runtime on what is exported, and PyTorch's variants that do not fail. */
async function timesOf(system, folder, { rounds, seconds, threads, python, hasCompiler }, say) {
  const { run, file, parameters } = await measuredHere('sampling/prepare.mjs', { system, folder });
  const own = (script, options) => answering(process.execPath, [here(script), JSON.stringify({ ...options, threads })]);
  const variants = variantsOf({ hasCompiler, isPerceptron: system.endsWith('mlp') });
  // compiling in threads of their own would go on beside the others' turns
  const env = { ...process.env, TORCHINDUCTOR_COMPILE_THREADS: '1' };
  const peer = (words) => answering(python, [here('peer.py'), system, '--threads', `${threads}`, ...words], { env });
  const one = (name, program) => ({ name, program, rates: Object.fromEntries(batches.map((batch) => [batch, []])) });
  let turns = [
    one('Duel', own('duel.mjs', { run })),
    one('ONNX Runtime', own('exported.mjs', { file })),
    ...(python ? Object.entries(variants).map(([name, words]) => one(name, peer(words))) : []),
  ];
  const all = turns;
  try {
    // what is compiled is so before the first round
    for (let round = 0; round <= rounds; round++)
      for (const batch of batches) {
        const heard = [];
        for (const turn of turns)
          try {
            const time = round === 0 ? 0 : seconds;
            const found = await turn.program.ask(JSON.stringify({ batch, seconds: time }));
            if ((found.parameters ?? parameters) !== parameters)
              throw new Error(`it has ${found.parameters} parameters, not ${parameters}`);
            if (round > 0) turn.rates[batch].push(found.picturesPerSecond);
            heard.push(`${turn.name} ${digits(found.picturesPerSecond)}`);
          } catch (e) {
            if (turns.indexOf(turn) < 2) throw e;
            turns = turns.filter((other) => other !== turn);
            say(`${system}: PyTorch ${turn.name} is left out: ${e.message}`);
          }
        if (round > 0) say(`${system} ${batch}, round ${round}: ${heard.join(', ')} pictures a second`);
      }
    return turns;
  } finally {
    for (const { program } of all) await program.end();
  }
}

/** Generators beside the same in PyTorch and beside what is exported of them in ONNX Runtime, in turns. */
export async function measureSampling(options, say) {
  const pytorch = await pytorchAt(options.python);
  if (pytorch.missing) say(pytorch.missing);
  const hasCompiler = (await run('g++', ['--version'])).ok;
  if (!hasCompiler) say('there is no g++: PyTorch is not compiled');
  const python = pytorch.missing ? undefined : options.python;
  const folder = mkdtempSync(join(tmpdir(), 'duel-sampling-'));
  const results = [];
  try {
    for (const system of options.systems) {
      const turns = await timesOf(system, folder, { ...options, python, hasCompiler }, say);
      results.push(...resultsOf(system, turns));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { version: pytorch.version, blas: pytorch.blas, results };
}

export function samplingText({ version, blas, results }, { machine, threads, rounds, seconds }) {
  const rows = results.map(({ system, batch, duel, exported, ofExported, peer }) => [
    system,
    `${batch}`,
    digits(duel),
    digits(exported),
    peer && `${digits(peer.rate)} (${peer.variant})`,
    ofExported.toFixed(2),
    peer?.ratio.toFixed(2),
  ]);
  const titles = ['<generator', 'batch', 'Duel', 'ONNX Runtime', 'PyTorch', 'Duel ÷ ONNX Runtime', 'Duel ÷ PyTorch'];
  const peer = version ? `, PyTorch ${version}, ${blas} BLAS` : '';
  const how = `pictures per second, medians of ${rounds} rounds of ${seconds} s in turns`;
  return `${machine}, ${threads} threads${peer}; ${how}\n\n${table(titles, rows)}`;
}
