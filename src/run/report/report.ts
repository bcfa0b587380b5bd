import { playersOf } from '../../gan/index.ts';
import { version } from '../../version.ts';
import { newestNeighbours } from '../evaluation/comparable.ts';
import { type ReportFacts, readFacts } from './facts.ts';
import { Html, html } from './html.ts';
import { readPictures } from './pictures.ts';
import { script } from './script.ts';
import { configurationSection } from './sections/configuration.ts';
import { doctorSection } from './sections/doctor.ts';
import { eventsSection } from './sections/events.ts';
import { metricsSection } from './sections/metrics.ts';
import { neighboursSection } from './sections/neighbours.ts';
import { reproduceSection } from './sections/reproduce.ts';
import { samplesSection } from './sections/samples.ts';
import { trainingSection } from './sections/training.ts';
import { sourceHash } from './sourceHash.ts';
import { style } from './style.ts';

export interface Report {
  /** One HTML file that needs no other. */
  readonly html: string;
  /** Steps that the run has done. */
  readonly step: number;
  /** Pictures of samples in it, and how many the run has. */
  readonly pictures: number;
  readonly of: number;
  /** Steps with metrics. */
  readonly evaluated: readonly number[];
  /** What of the run's folder could not be read. */
  readonly problems: readonly string[];
}

/**
 * A page about a run as it stands: samples over time, curves, metrics with how they were measured, nearest examples, warnings, the configuration,
 * and how to make it again. Below 5 MB, and the same bytes for the same folder.
 *
 * A run may come from a stranger: all its text is escaped, its pictures are decoded and encoded anew, and the page's policy
 * lets nothing run or load but its own script and style, by their hashes.
 *
 * @throws DuelError where the folder holds no run, or one of a later version
 */
export async function reportOf(directory: string, signal?: AbortSignal): Promise<Report> {
  const facts = readFacts(directory);
  const neighboursOf = newestNeighbours(facts.evaluations)?.step;
  const pictures = await readPictures(directory, { neighboursOf, signal });
  const problems = [...facts.problems, ...pictures.problems];
  const sections = {
    Samples: samplesSection(facts, pictures),
    Training: trainingSection(facts),
    Metrics: metricsSection(facts),
    'Nearest examples': neighboursSection(facts, pictures),
    Doctor: doctorSection(facts),
    'Warnings and events': eventsSection(facts, problems),
    Configuration: configurationSection(facts),
    'Make it again': reproduceSection(facts),
  };
  return {
    html: page(facts, sections),
    step: facts.step,
    pictures: pictures.samples.length,
    of: pictures.of,
    evaluated: facts.evaluations.map(({ step }) => step),
    problems,
  };
}

/** Where sections begin, as their headings say. */
const anchors: Readonly<Record<string, string>> = {
  'Nearest examples': 'neighbours',
  'Warnings and events': 'events',
  'Make it again': 'reproduce',
};

function page(facts: ReportFacts, sections: Readonly<Record<string, Html | undefined>>): string {
  const there = Object.entries(sections).flatMap(([title, section]) => (section ? [{ title, section }] : []));
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Duel ${version}">
<title>${facts.id} - Duel</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>${facts.id}</h1>
${standing(facts)}
<nav aria-label="Sections"><ul>${there.map(({ title }) => html`<li><a href="#${anchors[title] ?? title.toLowerCase()}">${title}</a></li>`)}</ul></nav>
</header>
<main id="main">
${there.map(({ section }) => section)}
</main>
<footer>Made of the run's folder by Duel ${version}.</footer>
<script>${new Html(script)}</script>
</body>
</html>
`;
  return markup;
}

/** The pictures lie in the page; all else that a page could load, run, send or embed is forbidden. */
const policy = [
  "default-src 'none'",
  'img-src data:',
  `style-src ${sourceHash(style)}`,
  `script-src ${sourceHash(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const good = new Set(['finished', 'running', 'interrupted']);

/** How the run stands, in a few lines. */
function standing({ info, config, configJson, status, step }: ReportFacts): Html {
  const count = (n: number) => n.toLocaleString('en-US');
  const steps = config?.steps ?? info.steps;
  const { device } = info;
  const data = configJson?.data as { source?: unknown } | undefined;
  const day = (time: string | undefined) => time && `${time.slice(0, 16).replace('T', ' ')} UTC`;
  const rows: [string, string | undefined][] = [
    ['preset or file', config?.name ?? info.name],
    ['data', typeof data?.source === 'string' ? data.source : undefined],
    ['networks', config && Object.keys(playersOf(config.game)).join(', ')],
    ['seed', (config?.seed ?? info.seed)?.toString()],
    [
      'device',
      device &&
        [
          device.kind.toUpperCase(),
          device.adapter,
          device.threads && `${device.threads} thread${device.threads === 1 ? '' : 's'}`,
        ]
          .filter(Boolean)
          .join(', '),
    ],
    ['begun', day(info.created)],
    ['last written', day(info.updated)],
  ];
  return html`<p><span class="status${good.has(status) ? '' : ' bad'}">${status}</span> ${count(step)}${steps !== undefined && html` of ${count(steps)}`} steps${status === 'running' && '; this page shows how it stood when it was written'}</p>
<dl class="cards">${rows.map(([name, value]) => value !== undefined && html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
