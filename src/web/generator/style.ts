import { tokens } from '../theme/tokens.ts';

/** The style of `<duel-generator>`, within its shadow. */
export const style = `
${tokens(':host', (theme) => `:host([theme=${theme}])`)}
:host { display: block; color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; container-type: inline-size; }
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
p { margin: 0; }
h2 { margin: 0; font-size: 1.05rem; font-weight: 600; line-height: 1.3; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

/* controls */
button, input, select { font: inherit; color: inherit; }
button, select, .seeds, .segments label {
  min-height: 38px; padding: 0 .8rem; border: 1px solid var(--rule); border-radius: 8px; background: var(--page);
}
button { display: inline-flex; align-items: center; justify-content: center; gap: .45rem; cursor: pointer; white-space: nowrap; }
button:hover:not(:disabled), select:hover { background: var(--panel); }
button:disabled { color: var(--quiet); cursor: default; opacity: .65; }
button.square { width: 38px; padding: 0; }
button.primary { border-color: transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; min-width: 7rem; }
button.primary:hover:not(:disabled) { background: var(--accent); filter: brightness(1.08); }
button svg { width: 18px; height: 18px; flex: none; }
svg path { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.seeds { width: 9.5rem; font-variant-numeric: tabular-nums; }
.seeds[type=number] { width: 6.5rem; }
.seeds[aria-invalid=true] { border-color: var(--warn); }
.problem { max-width: 18rem; margin-top: .25rem; color: var(--warn); font-size: .85rem; }
.field { display: flex; flex-direction: column; min-width: 0; margin: 0; padding: 0; border: 0; }
.field > label, .label, legend.label { padding: 0; margin-bottom: .3rem; color: var(--quiet); font-size: .82rem; line-height: 1.3; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.joined { display: flex; }
.joined > button:not(:first-child) { margin-left: -1px; border-start-start-radius: 0; border-end-start-radius: 0; }
.joined > button:not(:last-child) { border-start-end-radius: 0; border-end-end-radius: 0; }
.joined > button:focus-visible { z-index: 1; }
.segments { display: flex; flex-wrap: wrap; gap: .3rem; }
.segments input { position: absolute; width: 1px; height: 1px; opacity: 0; }
.segments label { display: inline-flex; align-items: center; justify-content: center; min-width: 38px; padding: 0 .65rem; cursor: pointer; }
.segments label:hover { background: var(--panel); }
.segments input:checked + label { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.segments input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; }

.slider { display: grid; grid-template-columns: 6.2rem minmax(0, 1fr) 3.4rem; gap: .75rem; align-items: center; min-height: 34px; }
.slider label { color: var(--quiet); font-size: .88rem; white-space: nowrap; }
.slider output { font-size: .88rem; font-variant-numeric: tabular-nums; text-align: end; }
.slider.stacked { grid-template-columns: auto auto; gap: 0 .5rem; width: 11rem; min-height: 0; }
.slider.stacked label { font-size: .82rem; margin-bottom: .3rem; line-height: 1.3; }
.slider.stacked output { font-size: .82rem; line-height: 1.3; margin-bottom: .3rem; }
.slider.stacked input { grid-row: 2; grid-column: 1 / -1; height: 38px; }
input[type=range] { width: 100%; min-width: 0; height: 28px; margin: 0; appearance: none; background: none; cursor: pointer; border-radius: 6px; }
input[type=range]::-webkit-slider-runnable-track { height: 4px; border-radius: 2px; background: linear-gradient(to right, var(--sunk) var(--from, 0%), var(--accent) var(--from, 0%) var(--to, 0%), var(--sunk) var(--to, 0%)); }
input[type=range]::-moz-range-track { height: 4px; border-radius: 2px; background: linear-gradient(to right, var(--sunk) var(--from, 0%), var(--accent) var(--from, 0%) var(--to, 0%), var(--sunk) var(--to, 0%)); }
input[type=range]::-webkit-slider-thumb { appearance: none; width: 18px; height: 18px; margin-top: -7px; border: 2px solid var(--page); border-radius: 50%; background: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
input[type=range]::-moz-range-thumb { width: 14px; height: 14px; border: 2px solid var(--page); border-radius: 50%; background: var(--accent); box-shadow: 0 0 0 1px var(--accent); }

.tabs { display: flex; gap: .25rem; padding: 4px; border-radius: 11px; background: var(--panel); }
.tabs button { flex: 1; min-height: 34px; padding: 0 .5rem; border-color: transparent; background: none; color: var(--quiet); }
.tabs button:hover { background: none; color: var(--ink); }
.tabs button[aria-selected=true] { background: var(--page); border-color: var(--rule); color: var(--ink); font-weight: 600; }
.panel { padding-top: .9rem; }

/* what stands where */
.toolbar { display: flex; flex-wrap: wrap; gap: .9rem 1.25rem; align-items: flex-start; margin-bottom: 1.4rem; }
.toolbar .actions { display: flex; flex-wrap: wrap; gap: .5rem; margin-inline-start: auto; padding-top: 1.37rem; }
.toolbar .wide { order: 2; flex-basis: 100%; }
.beside { display: grid; gap: 2rem 2.75rem; grid-template-columns: minmax(0, 1fr); }
@container (min-width: 50rem) { .beside { grid-template-columns: minmax(0, 1fr) minmax(19rem, 23rem); } .stage { position: sticky; top: 1rem; align-self: start; } }
@container (max-width: 42rem) {
  .toolbar .actions { order: 3; margin-inline-start: 0; padding-top: 0; flex-basis: 100%; }
  .slider.stacked { width: auto; flex: 1 1 9rem; }
}
@container (max-width: 24rem) { .seeds { width: 7.5rem; } .toolbar .actions button { padding: 0 .55rem; } }

.grid { display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: clamp(2px, 0.8cqi, 8px); max-width: min(100%, 100vh); }
.cell { position: relative; aspect-ratio: var(--aspect); border-radius: 5px; background: var(--panel); cursor: pointer; }
.cell canvas { display: block; width: 100%; height: 100%; border-radius: inherit; opacity: 0; transition: opacity .25s; }
.cell.made canvas { opacity: 1; }
.pixels canvas, canvas.pixels { image-rendering: pixelated; }
.cell[aria-selected=true] { outline: 2px solid var(--accent); outline-offset: 2px; z-index: 1; }
.cell:focus-visible { outline-width: 3px; }
.cell:hover:not([aria-selected=true]) { outline: 1px solid var(--quiet); outline-offset: 1px; }

.stage .head { display: flex; align-items: center; justify-content: space-between; gap: .75rem; min-height: 38px; margin-bottom: .75rem; }
.picture { position: relative; max-width: min(100%, max(15rem, 46vh) * (var(--aspect))); margin: 0 auto 1rem; border-radius: 10px; overflow: hidden; background: var(--panel); }
.picture canvas { display: block; width: 100%; aspect-ratio: var(--aspect); }
.picture .over { position: absolute; inset-inline-end: .6rem; bottom: .6rem; }
@container (min-width: 50rem) { .stage[data-panel=plane] .picture { max-width: min(100%, max(11rem, 28vh) * (var(--aspect))); } .pad { max-width: max(15rem, 46vh); } }
.sliders p, .walk p { color: var(--quiet); font-size: .85rem; line-height: 1.45; }
.sliders .foot { display: flex; flex-direction: column; gap: .75rem; align-items: flex-start; margin-top: .75rem; }
.walk { display: grid; gap: .5rem; }
.walk p { margin-top: .25rem; }
.named { display: grid; grid-template-columns: minmax(0, 1fr) 38px; gap: .5rem; align-items: center; }
.naming { margin-top: .6rem; }
.naming .row { flex-wrap: nowrap; }
.naming input { flex: 1; min-width: 0; width: auto; }
.sliders .slider label { overflow: hidden; text-overflow: ellipsis; }
.mix .slider label { overflow: hidden; text-overflow: ellipsis; }
.loop { gap: .5rem; margin-top: .75rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
.loop .row button { flex: 1; }
.kept { display: grid; gap: .75rem; }
.kept p { color: var(--quiet); font-size: .85rem; line-height: 1.45; }
.kept p.wrong { color: var(--warn); }
.kept .row button { flex: 1 1 auto; }
.favourites { display: grid; gap: .4rem; max-height: 19rem; margin: 0; padding: 4px; overflow: auto; list-style: none; }
.favourites li { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: .5rem; align-items: center; }
.favourites .thumb { width: 44px; height: 44px; min-height: 0; padding: 0; border: 0; overflow: hidden; }
.favourites .thumb[aria-pressed=true] { outline: 2px solid var(--accent); outline-offset: 2px; }
.favourites .seeds { width: 100%; }
.projected { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin-top: .5rem; }
.projected canvas { display: block; width: 100%; border-radius: 8px; }
.projecting, .arithmetic { gap: .5rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
.projecting > .label, .arithmetic > .label { padding-inline-end: .6rem; }
.arithmetic .field { display: grid; grid-template-columns: 4rem minmax(0, 1fr); align-items: center; }
.arithmetic .field label { margin: 0; }
.plane { display: grid; gap: .75rem; }
.pad { position: relative; aspect-ratio: 1; overflow: hidden; border-radius: 10px; background: var(--panel); touch-action: none; cursor: crosshair; }
.pad canvas { display: block; width: 100%; height: 100%; opacity: .92; }
.pad .lines { width: 100%; height: 100%; background: linear-gradient(var(--rule), var(--rule)) 50% 0 / 1px 100% no-repeat, linear-gradient(var(--rule), var(--rule)) 0 50% / 100% 1px no-repeat; border: 1px solid var(--rule); border-radius: inherit; }
.puck { position: absolute; width: 22px; height: 22px; margin: -11px 0 0 -11px; border: 3px solid #fff; border-radius: 50%; background: var(--accent); box-shadow: 0 0 0 1.5px #1b2026, 0 2px 6px #0006; pointer-events: none; }
.plane .where { color: var(--quiet); font-size: .85rem; font-variant-numeric: tabular-nums; }
.plane .row > * { flex: 1; }

.plot { max-width: min(100%, 90vh); }
.scatter { display: block; width: 100%; aspect-ratio: 1; border: 1px solid var(--rule); border-radius: 10px; cursor: crosshair; }
.numbers { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0 0 1rem; }
.numbers dt { color: var(--quiet); font-size: .82rem; }
.numbers dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.wide-table { overflow: auto; max-height: 75vh; border: 1px solid var(--rule); border-radius: 10px; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { padding: .5rem .75rem; color: var(--quiet); text-align: start; }
th, td { padding: .35rem .75rem; border-top: 1px solid var(--rule); text-align: end; white-space: nowrap; font-weight: 400; }
thead th { color: var(--quiet); }
th[scope=row] { text-align: start; color: var(--quiet); }

/* pictures from pictures */
.drop { display: grid; gap: .9rem; justify-items: center; padding: clamp(2rem, 8cqi, 5rem) 1.25rem; border: 1.5px dashed var(--quiet); border-radius: 14px; text-align: center; }
.drop.over { border-color: var(--accent); background: var(--panel); }
.drop p { max-width: 44ch; color: var(--quiet); }
.compare { position: relative; overflow: hidden; border-radius: 10px; background: var(--panel); max-width: min(100%, 62vh * (var(--aspect))); margin: 0 auto; }
.compare .canvas { display: block; width: 100%; aspect-ratio: var(--aspect); }
.compare [data-empty=true], .compare.slid figure:nth-of-type(3), .compare.slid figcaption, .compare.sided :is(.line, input[type=range]) { display: none; }
.compare.slid .input { position: absolute; inset: 0; clip-path: inset(0 calc(100% - var(--split)) 0 0); }
.compare.slid .line { position: absolute; inset: 0 auto 0 var(--split); width: 2px; margin-left: -1px; background: #fff; box-shadow: 0 0 0 1px #0005; pointer-events: none; }
.compare.slid .line::after { content: ''; position: absolute; top: 50%; left: 50%; width: 34px; height: 34px; margin: -17px 0 0 -17px; border: 3px solid #fff; border-radius: 50%; background: var(--accent); box-shadow: 0 0 0 1px #0005; }
.compare.slid:focus-within .line::after { box-shadow: 0 0 0 3px var(--page), 0 0 0 5px var(--accent); }
.compare.slid input[type=range] { position: absolute; inset: 0; height: 100%; opacity: 0; cursor: ew-resize; touch-action: pan-y; }
.compare.sided { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: .75rem; max-width: min(100%, 130vh * (var(--aspect))); margin: 0; background: none; border-radius: 0; }
.compare.sided .canvas { border-radius: 10px; }
.compare figure { margin: 0; }
.compare figcaption { padding-top: .35rem; color: var(--quiet); font-size: .85rem; }
/* what is a hole shows a chequered ground */
.compare .brush { background: repeating-conic-gradient(#8a929a 0 25%, #b4bac0 0 50%) 0 0 / 16px 16px; }
.compare.sided .brush { cursor: crosshair; touch-action: none; }
.holes { align-items: center; margin-bottom: .9rem; }
.holes p { flex-basis: 100%; color: var(--quiet); font-size: .85rem; }
.holes .slider { flex: 0 1 17rem; grid-template-columns: auto minmax(0, 1fr) 3rem; }
.strip { display: flex; gap: .4rem; margin-bottom: .9rem; padding: 4px; overflow-x: auto; }
.thumb { flex: none; width: 56px; height: 56px; border-radius: 6px; background: var(--panel); cursor: pointer; }
.thumb canvas { display: block; width: 100%; height: 100%; object-fit: cover; border-radius: inherit; }
.thumb[aria-selected=true] { outline: 2px solid var(--accent); outline-offset: 2px; }
.translator > .problem { max-width: none; margin-bottom: .9rem; }
.working { display: flex; align-items: center; gap: .75rem; min-height: 2.2rem; margin: .4rem 0 0; color: var(--quiet); font-size: .88rem; }
.compare.slid + .working { justify-content: center; }

/* nothing yet, or nothing any more */
.state { display: grid; gap: .75rem; place-items: center; align-content: center; min-height: 18rem; padding: 2rem 1.25rem; border: 1px solid var(--rule); border-radius: 14px; text-align: center; }
.state p { max-width: 52ch; overflow-wrap: anywhere; }
.state .fix { color: var(--quiet); }
.state.failed { border-color: var(--warn); background: var(--warn-back); }
.state.failed .fix { color: var(--ink); }
progress { width: min(16rem, 80%); height: 6px; accent-color: var(--accent); }
@media (pointer: coarse) { button, select, .seeds, .segments label { min-height: 44px; } button.square, .segments label { min-width: 44px; } .slider { min-height: 44px; } input[type=range] { height: 40px; } }
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { transition: none !important; animation: none !important; } }
`;
