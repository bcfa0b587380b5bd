/**
 * What the page does beyond showing: the scrubber of the samples, and the values below a pointer. Without it all samples are
 * shown, and the values stand in tables. It puts nothing into the page but text.
 */
export const script = `
'use strict';
for (const film of document.querySelectorAll('[data-film]')) {
  const frames = [...film.querySelectorAll('.frame')];
  const controls = film.querySelector('.scrub');
  const range = controls.querySelector('input');
  const output = controls.querySelector('output');
  const button = controls.querySelector('button');
  let timer;
  const show = (i) => {
    frames.forEach((frame, k) => frame.classList.toggle('shown', k === i));
    output.textContent = frames[i].dataset.step;
    range.value = i;
    range.setAttribute('aria-valuetext', 'step ' + frames[i].dataset.step);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    button.textContent = 'Play';
  };
  range.addEventListener('input', () => { stop(); show(Number(range.value)); });
  button.addEventListener('click', () => {
    if (timer !== undefined) return stop();
    let next = Number(range.value) + 1 < frames.length ? Number(range.value) : -1;
    button.textContent = 'Stop';
    timer = setInterval(() => {
      next += 1;
      show(next);
      if (next + 1 >= frames.length) stop();
    }, Math.max(80, Math.min(500, 8000 / frames.length)));
  });
  film.classList.add('live');
  controls.hidden = frames.length < 2;
  show(frames.length - 1);
}
const figures = (value) =>
  value === null ? 'NaN'
  : Math.abs(value) >= 1e4 && Math.abs(value) < 1e15 ? Math.round(value).toLocaleString('en-US')
  : String(Number(value.toPrecision(4)));
for (const chart of document.querySelectorAll('[data-chart]')) {
  const { from, to, steps, curves } = JSON.parse(chart.dataset.chart);
  const svg = chart.querySelector('.plot > svg');
  const line = svg.querySelector('.at');
  const when = chart.querySelector('.when');
  const values = [...chart.querySelectorAll('.value')];
  const before = [when, ...values].map((element) => element.textContent);
  const known = [...new Set(curves.flat().map(([step]) => step))].sort((a, b) => a - b);
  let at = known.length - 1;
  const nearest = (list, step) => list.reduce((best, one) => Math.abs(one - step) < Math.abs(best - step) ? one : best, list[0]);
  const show = () => {
    const step = known[at];
    const x = from + (step - steps[0]) * (to - from) / (steps[1] - steps[0] || 1);
    line.setAttribute('x1', x);
    line.setAttribute('x2', x);
    line.setAttribute('visibility', 'visible');
    when.textContent = 'step ' + step.toLocaleString('en-US');
    curves.forEach((points, i) => {
      const near = nearest(points.map(([one]) => one), step);
      const found = points.find(([one]) => one === near);
      values[i].textContent = found ? figures(found[1]) : '';
    });
  };
  const hide = () => {
    line.setAttribute('visibility', 'hidden');
    [when, ...values].forEach((element, i) => { element.textContent = before[i]; });
  };
  if (known.length === 0) continue;
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    const step = steps[0] + (x - from) / (to - from) * (steps[1] - steps[0]);
    at = known.indexOf(nearest(known, step));
    show();
  });
  svg.addEventListener('pointerleave', hide);
  svg.addEventListener('blur', hide);
  svg.addEventListener('keydown', (event) => {
    const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -known.length, End: known.length };
    if (!(event.key in moves)) return;
    event.preventDefault();
    at = Math.max(0, Math.min(known.length - 1, at + moves[event.key]));
    show();
  });
}
`;
