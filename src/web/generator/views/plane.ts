import { field } from '../../controls.ts';
import { element } from '../../dom.ts';
import { isPicture } from '../facts.ts';
import { imagesOf, isSmall, pictureAt } from '../pixels.ts';
import { Newest, planeLatents } from '../sampler.ts';
import type { Settings } from '../settings.ts';
import { type Studio, startAt } from '../studio.ts';

/** Pictures along a side of the plane, and how far it reaches from its middle. */
const side = 7;
export const reach = 3;

/** A plane through a sample's latent, spanned by two directions: a point in it is dragged, or moved by arrow keys. */
export function planePanel(studio: Studio): HTMLElement {
  const { settings } = studio;
  const puck = element('span', { class: 'puck' });
  const where = element('output', { class: 'where', 'aria-live': 'polite' });
  const pad = element(
    'div',
    {
      ...{ class: 'pad', tabindex: 0, role: 'application', 'aria-roledescription': 'plane' },
      'aria-label': 'Plane of two directions. Arrow keys move the point, with Shift farther; Home goes to the middle',
      onpointerdown: (event) => {
        pad.setPointerCapture(event.pointerId);
        drag(event);
      },
      onpointermove: (event) => pad.hasPointerCapture(event.pointerId) && drag(event),
      onkeydown: (event) => step(event),
    },
    background(studio),
    puck,
  );

  function move(x: number, y: number): void {
    const [across, up] = settings.value.axes;
    const held = (v: number) => Math.round(Math.min(reach, Math.max(-reach, v)) * 100) / 100;
    settings.set({
      shifts: settings.value.shifts.map((v, i) => (i === across ? held(x) : i === up ? held(y) : v)),
    });
  }
  function drag(event: PointerEvent): void {
    const { left, top, width, height } = pad.getBoundingClientRect();
    move(
      ((2 * (event.clientX - left)) / width) * reach - reach,
      reach - ((2 * (event.clientY - top)) / height) * reach,
    );
    event.preventDefault();
    pad.focus({ preventScroll: true });
  }
  function step(event: KeyboardEvent): void {
    const [x, y] = pointOf(settings.value);
    const by = event.shiftKey ? 0.5 : 0.1;
    const to = {
      ...{ ArrowRight: [x + by, y], ArrowLeft: [x - by, y], ArrowUp: [x, y + by], ArrowDown: [x, y - by] },
      Home: [0, 0],
    }[event.key] as [number, number] | undefined;
    if (!to) return;
    event.preventDefault();
    move(...to);
  }
  settings.follow((value) => {
    const [x, y] = pointOf(value);
    puck.style.left = `${50 + (50 * x) / reach}%`;
    puck.style.top = `${50 - (50 * y) / reach}%`;
    const [across, up] = value.axes;
    where.textContent = `${studio.facts.directionNames[across]}: ${x.toFixed(2)} · ${studio.facts.directionNames[up]}: ${y.toFixed(2)}`;
  });
  return element('div', { class: 'plane' }, pad, where, axisChoices(studio));
}

const pointOf = ({ shifts, axes: [across, up] }: Settings): [number, number] => [shifts[across]!, shifts[up]!];

function axisChoices({ facts, settings }: Studio): HTMLElement {
  const choice = (label: string, place: 0 | 1) => {
    const select = element(
      'select',
      {
        onchange: () => {
          const [across, up] = settings.value.axes;
          const chosen = Number(select.value);
          // the same twice spans no plane: the two change places
          const other = [across, up][1 - place]! === chosen ? [across, up][place]! : [across, up][1 - place]!;
          settings.set({ axes: place === 0 ? [chosen, other] : [other, chosen] });
        },
      },
      ...facts.directionNames.map((name, i) => element('option', { value: i }, name)),
    );
    settings.follow(({ axes }) => {
      select.value = String(axes[place]);
    });
    return field(label, select);
  };
  return element('div', { class: 'row' }, choice('Across', 0), choice('Up', 1));
}

/** What lies on the plane: pictures of its points, where the generator makes some. */
function background(studio: Studio): HTMLElement {
  const { facts, settings, sampler, weights } = studio;
  if (!isPicture(facts)) return element('div', { class: 'lines' });
  const [height, width] = facts.output as [number, number, number];
  const canvas = element('canvas', {
    ...{ width: side * width, height: side * height, 'aria-hidden': 'true' },
    class: isSmall(height, width) ? 'pixels' : '',
  });
  const newest = new Newest(studio.failed);
  let drawn = '';
  settings.follow(draw);
  weights.follow((_, before) => {
    if (!before) return;
    drawn = '';
    draw(settings.value);
  });
  return canvas;

  function draw(value: Settings): void {
    if (value.panel !== 'plane') return;
    // all that the pictures follow from: not where the point is
    const [across, up] = value.axes;
    const rest = value.shifts.map((v, i) => (i === across || i === up ? 0 : v));
    const what = JSON.stringify([
      startAt(studio, value).name,
      value.of,
      value.truncation,
      value.axes,
      rest,
      value.codes,
      value.mix,
    ]);
    if (what === drawn) return;
    drawn = what;
    newest.ask(async (isWanted) => {
      const { latents } = startAt(studio, value);
      const context = canvas.getContext('2d')!;
      for await (const { from, batch } of sampler.parts(planeLatents(facts, latents, value, side, reach), isWanted)) {
        const images = imagesOf(batch, facts);
        for (let i = 0; i < images.count; i++) {
          const at = from + i;
          context.putImageData(pictureAt(images, i), (at % side) * width, Math.floor(at / side) * height);
        }
      }
    });
  }
}
