/** The page's style. The page allows no other, by its hash: there are no `style` attributes. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fff; --ink: #1d2329; --quiet: #59636e; --rule: #d9dee3; --panel: #f5f7f9; --accent: #0b62a8;
  --warn: #8a4b00; --warn-back: #fff5e0; --grid: #e4e8ec;
  --pen0: #0072b2; --pen1: #c04a00; --pen2: #00805d; --pen3: #a3457b; --pen4: #8a6d00; --pen5: #4d5866;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181c; --ink: #e6eaee; --quiet: #9ba6b1; --rule: #323a42; --panel: #1c2228; --accent: #6db8f2;
    --warn: #ffc266; --warn-back: #2e2415; --grid: #2a3138;
    --pen0: #56b4e9; --pen1: #ff8f4d; --pen2: #35c79b; --pen3: #e08bbd; --pen4: #e3c44a; --pen5: #a9b4c0;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.75rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--rule); font-size: 1.35rem; }
h3 { margin: 1.75rem 0 .4rem; font-size: 1.05rem; overflow-wrap: anywhere; }
p { margin: .5rem 0; max-width: 70ch; overflow-wrap: anywhere; }
a { color: var(--accent); }
.quiet, figcaption, caption { color: var(--quiet); }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
code { overflow-wrap: anywhere; }
pre { margin: .5rem 0; padding: .75rem 1rem; overflow: auto; max-height: 32rem; border-radius: 6px; background: var(--panel); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .25rem .75rem; background: var(--page); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.status { display: inline-block; margin: 0 .5rem 0 0; padding: .05rem .6rem; border: 1px solid var(--rule); border-radius: 1rem; background: var(--panel); }
.status.bad { border-color: var(--warn); color: var(--warn); background: var(--warn-back); }
.facts { margin: .75rem 0; }
.facts > div { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: 0 1rem; padding: .2rem 0; border-top: 1px solid var(--grid); }
.facts dt { color: var(--quiet); overflow-wrap: anywhere; }
.facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.facts .facts { margin: 0; }
.facts .facts > div:first-child { border-top: 0; padding-top: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .6rem 1.5rem; margin: 1rem 0; }
.cards dt { color: var(--quiet); font-size: .87rem; }
.cards dd { margin: 0; overflow-wrap: anywhere; }
.parts .facts > div { grid-template-columns: minmax(5rem, 9.5rem) 1fr; }
.list { margin: 0; padding-left: 1.25rem; }
.parts { columns: 2 24rem; column-gap: 2.5rem; }
.parts > div { padding-top: .1rem; break-inside: avoid; }
.parts h3 { margin-top: 1rem; break-after: avoid; }
.parts .facts > div { break-inside: avoid; }
figure { margin: 0; }
img { display: block; max-width: 100%; height: auto; border: 1px solid var(--rule); border-radius: 4px; background: #fff; }
img.pixels { image-rendering: pixelated; width: 100%; }
figcaption { padding: .3rem 0; font-size: .9rem; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.5rem; align-items: end; }
.neighbours { align-items: start; }
.frames { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .75rem; }
.film.live .frames { display: block; }
.film.live .frame { display: none; }
.film.live .frame.shown { display: block; }
.scrub { display: flex; align-items: center; gap: .75rem; max-width: none; margin: 0 0 .6rem; }
.scrub[hidden] { display: none; }
.scrub label { flex: none; min-width: 7.5rem; font-variant-numeric: tabular-nums; }
.scrub input { flex: 1; min-width: 4rem; min-height: 2rem; accent-color: var(--accent); }
button { flex: none; min-width: 4.5rem; padding: .35rem .8rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--panel); color: inherit; font: inherit; cursor: pointer; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.75rem 2rem; }
.chart { min-width: 0; max-width: 46rem; }
.chart figcaption b { color: var(--ink); font-weight: 600; }
.plot { overflow-x: auto; }
.plot > svg { display: block; width: 100%; height: auto; touch-action: pan-x pan-y; }
svg text { fill: var(--quiet); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--grid); } .border { stroke: var(--quiet); stroke-dasharray: 4 3; } .at { stroke: var(--quiet); }
path { fill: none; stroke-linejoin: round; stroke-linecap: round; }
.raw { stroke-width: .9; opacity: .32; } .trend { stroke-width: 2; } .trend.pen1 { stroke-dasharray: 7 3; } .trend.pen2 { stroke-dasharray: 2 4; }
path.pen0 { stroke: var(--pen0); } path.pen1 { stroke: var(--pen1); } path.pen2 { stroke: var(--pen2); }
path.pen3 { stroke: var(--pen3); } path.pen4 { stroke: var(--pen4); } path.pen5 { stroke: var(--pen5); }
circle.pen0 { fill: var(--pen0); } circle.pen1 { fill: var(--pen1); } circle.pen2 { fill: var(--pen2); }
circle.pen3 { fill: var(--pen3); } circle.pen4 { fill: var(--pen4); } circle.pen5 { fill: var(--pen5); }
.swatch { width: 1.5rem; height: .5rem; vertical-align: middle; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; max-width: none; margin: .25rem 0 .5rem; font-size: .9rem; font-variant-numeric: tabular-nums; }
.when { min-width: 6.5rem; color: var(--quiet); }
.wide { overflow-x: auto; margin: .75rem 0; }
table { min-width: min(100%, 20rem); border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .93rem; }
caption { padding-bottom: .35rem; text-align: left; }
th, td { padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--grid); text-align: right; vertical-align: top; white-space: nowrap; }
th[scope=row], th:first-child { text-align: left; font-weight: 500; }
thead th { border-bottom-color: var(--rule); color: var(--quiet); font-weight: 500; }
th.text { text-align: left; }
td.text { min-width: 12rem; text-align: left; white-space: normal; overflow-wrap: anywhere; }
tr.warning { color: var(--warn); background: var(--warn-back); }
.problems { padding-left: 1.25rem; color: var(--warn); overflow-wrap: anywhere; }
.measured { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: .5rem 2.5rem; margin: .75rem 0 1.75rem; padding: .1rem 0 .1rem 1rem; border-left: 3px solid var(--rule); }
.measured > div { min-width: 0; }
.measured > div:empty { display: none; }
.protocol { grid-column: 1 / -1; font-size: .93rem; color: var(--quiet); }
.share { display: inline-block; min-width: 3.6rem; }
meter { width: 6rem; margin-right: .6rem; height: .8rem; vertical-align: middle; }
summary { padding: .4rem 0; color: var(--accent); cursor: pointer; overflow-wrap: anywhere; }
footer { margin: 3rem auto 2rem; color: var(--quiet); font-size: .9rem; }
@media (max-width: 34rem) {
  body { font-size: 15px; }
  header, main, footer { padding-left: 1rem; padding-right: 1rem; }
  .facts > div, .parts .facts > div { grid-template-columns: 1fr; }
  .facts .facts { padding-left: .9rem; }
  svg text { font-size: 19px; }
  .scrub { flex-wrap: wrap; }
  .scrub input { order: 3; flex-basis: 100%; }
  .scrub label { flex: 1; }
}
@page { margin: 1.6cm; }
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --ink: #000; --quiet: #444; --rule: #bbb; --panel: #f4f4f4; --accent: #000;
    --warn: #000; --warn-back: #fff; --grid: #ddd;
    --pen0: #0072b2; --pen1: #c04a00; --pen2: #00805d; --pen3: #a3457b; --pen4: #8a6d00; --pen5: #4d5866;
  }
  body { font-size: 10.5pt; }
  svg text { font-size: 16px; }
  nav, .scrub, .skip, details:not([open]) { display: none; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  .beside { display: block; }
  .film .frames, .film.live .frames { display: grid; grid-template-columns: repeat(3, 1fr); }
  .film .frame, .film.live .frame, .film.live .frame.shown { display: none; }
  .film .frame.printed, .film.live .frame.printed { display: block; }
  .reals { width: 50%; margin-top: 1rem; }
  .charts, .measured { grid-template-columns: 1fr 1fr; }
  .plot, .wide, pre { overflow: visible; }
  pre { max-height: none; white-space: pre-wrap; }
  h2, h3, caption { break-after: avoid; }
  figure, tr, .cards > div, .facts > div { break-inside: avoid; }
}
`;
