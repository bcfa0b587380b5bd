import { parseArgs } from 'node:util';
import { pictures } from './operators/pictures.mjs';
import { generators } from './sampling/generators.mjs';
import { systems } from './systems.mjs';

/** Every option: what it takes, its default and what it does. Parsing and help follow from this table. */
const table = {
  systems: { takes: 'A,B', default: Object.keys(systems).join(), about: 'the systems that are timed' },
  rounds: { takes: 'N', default: '5', about: 'rounds; in each, Duel and the peers run once' },
  seconds: {
    takes: 'S',
    default: '8',
    about:
      'how long each run steps, at least three steps; operators: 0.5, techniques: 0.8, growth: 2.5, sampling: 1, gpu: 5',
  },
  threads: { takes: 'N', default: '2', about: "threads of the CPU's operators, Duel's and the peers'" },
  device: { takes: 'cpu|webgpu|cuda', default: 'cpu', about: 'where Duel computes' },
  peer: { takes: 'FILE', many: true, about: 'a Python script that does the same steps; several are compared' },
  'peer-args': {
    takes: "='WORDS'",
    many: true,
    about: "a variant of the peer before it: words of the script's own. Of several the best counts",
  },
  python: { takes: 'PATH', default: '/usr/bin/python3', about: 'the Python that has what the peers need' },
  profile: { takes: 'SYSTEM', about: "where a step's time goes, by operator and shape" },
  operators: {
    about: 'times single convolutions of the presets and their gradients, both lowerings; with --python beside PyTorch',
  },
  techniques: { about: 'what each loss, penalty and trick costs beside a plain DCGAN; about ten minutes' },
  translation: { about: 'steps of pix2pix and cyclegan beside the same networks in PyTorch' },
  growth: { about: 'how a step grows with batch, threads, resolution and width; a quarter of an hour' },
  sampling: {
    about: 'pictures per second of generators, beside PyTorch and their exported files; a quarter of an hour',
  },
  markdown: { about: 'the costs of techniques as tables in Markdown' },
  'write-docs': { about: 'writes the costs of techniques into docs/techniques, of growth into docs/benchmarks' },
  gpu: { about: 'a whole examination of a GPU: it computes right, how fast, beside the peer; ten minutes at most' },
  minutes: { takes: 'N', default: '10', about: 'with --gpu: how long it may take' },
  out: { takes: 'FILE', default: 'duel-gpu.json', about: 'with --gpu: the result' },
  'gpu-page': { takes: 'FILE', about: 'writes docs/benchmarks/gpu.md and gpu.json from such a result' },
  json: { about: 'one JSON object in place of the tables' },
  help: { about: 'this' },
};
/** What modes take in the place of defaults: `--techniques` alternates often, `--growth` has many points. */
const ofTechniques = { seconds: '0.8' };
const ofGrowth = { seconds: '2.5', rounds: '3' };
/** What `--operators` takes: hundreds of convolutions, of all presets. */
const ofOperators = { seconds: '0.5', systems: Object.keys(pictures).join() };
const ofSampling = { seconds: '1', rounds: '3', systems: Object.keys(generators).join() };
const ofGpu = { seconds: '5', device: 'webgpu' };
/** Measurements, of which one is made. */
const modes = ['profile', 'operators', 'techniques', 'translation', 'growth', 'sampling', 'gpu', 'gpu-page'];
const devices = ['cpu', 'webgpu', 'cuda'];

/** A mistake in the command line. */
export class UsageError extends Error {}

export function help() {
  const left = ([name, { takes = '' }]) => `  --${name}${/^(=|$)/.test(takes) ? takes : ` ${takes}`}`;
  const width = Math.max(...Object.entries(table).map((o) => left(o).length)) + 2;
  const lines = Object.entries(table).map(([name, o]) => {
    const fallback = o.default === undefined ? '' : ` (default ${o.default})`;
    return `${left([name, o]).padEnd(width)}${o.about}${fallback}`;
  });
  return [
    'usage: npm run bench -- [OPTIONS]',
    '       npm run bench -- --profile SYSTEM',
    '       npm run bench -- --operators [FILTER] [--python PATH]',
    '       npm run bench -- --techniques [FILTER]',
    '       npm run bench -- --translation [--python PATH]',
    '       npm run bench -- --growth [FILTER]',
    '       npm run bench -- --sampling [--python PATH]',
    '       npm run bench -- --gpu [--peer FILE]',
    '       npm run bench -- --gpu-page FILE',
    '',
    ...lines,
  ].join('\n');
}

function number(values, name, { whole }) {
  const value = Number(values[name]);
  if (value > 0 && Number.isFinite(value) && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`--${name} takes a ${whole ? 'whole ' : ''}number above 0, not '${values[name]}'`);
}

function known(name, among = systems) {
  if (among[name]) return name;
  throw new UsageError(`there is no system '${name}': use one of ${Object.keys(among).join(', ')}`);
}

function checkTogether(values, positionals) {
  const asked = modes.filter((mode) => values[mode] !== undefined);
  const filtered = values.operators || values.techniques || values.growth;
  if (positionals.length > (filtered ? 1 : 0)) throw new UsageError(`'${positionals.at(-1)}' belongs to no option`);
  if (!devices.includes(values.device))
    throw new UsageError(`--device takes ${devices.join(', ')}, not '${values.device}'`);
  if (asked.length > 1) throw new UsageError(`--${asked[0]} and --${asked[1]} are two measurements: ask for one`);
  if ((values.profile !== undefined || values.operators) && values.device !== 'cpu')
    throw new UsageError(`ONNX Runtime times operators on the CPU alone: leave out --device ${values.device}`);
  if (values.gpu && values.device !== 'webgpu')
    throw new UsageError(`--gpu examines WebGPU: leave out --device ${values.device}`);
  if (values.gpu && values.peer?.length > 1) throw new UsageError('--gpu takes one --peer');
  for (const mode of ['growth', 'sampling'])
    if (values[mode] && values.device !== 'cpu')
      throw new UsageError(`--${mode} is measured on the CPU: leave out --device ${values.device}`);
  if (values.markdown && !values.techniques) throw new UsageError('--markdown needs --techniques');
  if (values['write-docs'] && !values.techniques && !values.growth)
    throw new UsageError('--write-docs needs --techniques or --growth');
}

/** The words after `npm run bench --`, checked. `filter` is what follows `--operators`, `--techniques` or `--growth`. */
export function parse(args) {
  const { values, positionals, tokens } = words(args);
  checkTogether(values, positionals);
  return {
    systems: values.systems.split(',').map((name) => known(name, systemsOf(values))),
    rounds: number(values, 'rounds', { whole: true }),
    seconds: number(values, 'seconds', { whole: false }),
    threads: number(values, 'threads', { whole: true }),
    device: values.device,
    peers: peersOf(tokens),
    python: values.python,
    profile: values.profile === undefined ? undefined : known(values.profile),
    operators: values.operators ?? false,
    besidePyTorch: tokens.some(({ name }) => name === 'python'),
    techniques: values.techniques ?? false,
    translation: values.translation ?? false,
    growth: values.growth ?? false,
    sampling: values.sampling ?? false,
    markdown: values.markdown ?? false,
    writeDocs: values['write-docs'] ?? false,
    gpu: values.gpu ?? false,
    minutes: number(values, 'minutes', { whole: false }),
    out: values.out,
    gpuPage: values['gpu-page'],
    filter: positionals[0] ?? '',
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

/** What `--systems` chooses from. */
const systemsOf = ({ operators, sampling }) => (operators ? pictures : sampling ? generators : systems);

/** The peers, each with the variants that are named after it, lists of words. */
function peersOf(tokens) {
  const peers = [];
  for (const { kind, name, value } of tokens) {
    if (kind !== 'option') continue;
    if (name === 'peer') peers.push({ file: value, variants: [] });
    if (name !== 'peer-args') continue;
    if (peers.length === 0) throw new UsageError('--peer-args needs a --peer before it');
    peers.at(-1).variants.push(value.split(' ').filter(Boolean));
  }
  return peers;
}

function words(args) {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, o]) => [
      name,
      { type: o.takes ? 'string' : 'boolean', ...(o.many && { multiple: true }) },
    ]),
  );
  try {
    const { values, positionals, tokens } = parseArgs({ args, options, allowPositionals: true, tokens: true });
    return { values: { ...defaultsFor(values), ...values }, positionals, tokens };
  } catch (e) {
    throw new UsageError(e.message);
  }
}

const defaultsFor = ({ techniques, operators, growth, sampling, gpu }) => ({
  ...Object.fromEntries(
    Object.entries(table).flatMap(([name, o]) => (o.default === undefined ? [] : [[name, o.default]])),
  ),
  ...(techniques && ofTechniques),
  ...(growth && ofGrowth),
  ...(sampling && ofSampling),
  ...(operators && ofOperators),
  ...(gpu && ofGpu),
});
