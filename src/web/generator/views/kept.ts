import { button, field } from '../../controls.ts';
import { element } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { isPicture } from '../facts.ts';
import { type Kept, keptIn, keptText, mostKept, sumOf } from '../kept.ts';
import { imagesOf, isSmall, pictureAt, save, show } from '../pixels.ts';
import { problemOf } from '../problem.ts';
import { joined, Newest } from '../sampler.ts';
import { latentInView, type Studio, startAt } from '../studio.ts';
import { projecting } from './projecting.ts';

/** What a person keeps: to look at again, to reckon with, and as a file. */
export function keptPanel(studio: Studio): HTMLElement {
  const { facts, kept, settings, say } = studio;
  const problem = element('p', { class: 'wrong', role: 'alert', hidden: true });
  const wrong = (text: string) => {
    problem.textContent = text;
    problem.hidden = text === '';
  };
  const add = (more: readonly Kept[]) => {
    const all = [...kept.value.all, ...more];
    wrong(all.length > mostKept ? `${mostKept} are kept at the most.` : '');
    if (all.length > mostKept) return;
    kept.set({ all });
    settings.set({ kept: all.length - 1, ...unmoved(studio) });
  };
  const keep = () => {
    const value = settings.value;
    const isMoved = value.shifts.some((v) => v !== 0) || value.codes.some((v) => v !== undefined);
    const { name } = startAt(studio, value);
    const latents = latentInView(studio, value);
    add([{ name: isMoved ? `${name}, moved` : name, latents: { ...latents, shape: [1, ...facts.input] } }]);
    say(`${name} kept`);
  };
  const file = element('input', {
    ...{ type: 'file', accept: '.json', hidden: true, 'aria-label': 'Latents as JSON' },
    onchange: async () => {
      const [chosen] = file.files ?? [];
      file.value = '';
      if (!chosen) return;
      try {
        add(keptIn(await chosen.text(), facts, chosen.name));
      } catch (cause) {
        wrong(`${problemOf(cause).message} ${problemOf(cause).fix}`);
      }
    },
  });
  const toFile = button(
    'Save JSON',
    () => save(`${facts.name}-latents.json`, new Blob([keptText(kept.value.all)], { type: 'application/json' })),
    { icon: icons.download },
  );
  kept.follow(({ all }) => {
    toFile.disabled = all.length === 0;
  });
  return element(
    'div',
    { class: 'kept' },
    element(
      'div',
      { class: 'row' },
      button('Keep this one', keep, { class: 'primary' }),
      toFile,
      button('Open JSON', () => file.click()),
      file,
    ),
    problem,
    list(studio),
    arithmetic(studio, add),
    isPicture(facts) && studio.projector !== undefined && projecting(studio, add),
  );
}

/** What is kept is what was in view: nothing is added to it. */
const unmoved = ({ first }: Studio) => ({ shifts: first.shifts, codes: first.codes, mix: first.mix });

function list(studio: Studio): HTMLElement {
  const { kept, settings } = studio;
  const none = element(
    'p',
    {},
    'Nothing yet. What is kept can be looked at again, walked through as a loop, and reckoned with.',
  );
  const rows = element('ul', { class: 'favourites' });
  const pictures = thumbnails(studio);
  const mark = () =>
    [...rows.children].forEach((row, i) => {
      row.querySelector('button')!.setAttribute('aria-pressed', String(i === settings.value.kept));
    });
  kept.follow(({ all }, before) => {
    none.hidden = all.length > 0;
    if (before && sameLatents(before.all, all)) return;
    rows.replaceChildren(...all.map((one, i) => row(studio, one, i, pictures.canvasOf(one))));
    pictures.draw(all);
    mark();
  });
  settings.follow(mark);
  return element('div', {}, none, rows);
}

const sameLatents = (a: readonly Kept[], b: readonly Kept[]) =>
  a.length === b.length && a.every(({ latents }, i) => latents === b[i]!.latents);

function row({ kept, settings, first }: Studio, { name }: Kept, i: number, canvas: HTMLElement): HTMLElement {
  const look = element(
    'button',
    {
      ...{ type: 'button', class: 'thumb', 'aria-label': `Look at ${name}`, title: `Look at ${name}` },
      onclick: () => settings.set({ kept: i, shifts: first.shifts, codes: first.codes, mix: first.mix }),
    },
    canvas,
  );
  const input = element('input', {
    ...{ type: 'text', class: 'seeds', value: name, maxlength: 80, 'aria-label': `Name of ${i + 1}` },
    onchange: () =>
      kept.set({ all: kept.value.all.map((one, k) => (k === i ? { ...one, name: input.value || name } : one)) }),
  });
  const drop = () => {
    const at = settings.value.kept;
    settings.set({ kept: at === undefined || at === i ? undefined : at > i ? at - 1 : at });
    kept.set({ all: kept.value.all.filter((_, k) => k !== i) });
  };
  return element('li', {}, look, input, button(`Drop ${name}`, drop, { icon: icons.cross, iconOnly: true }));
}

/** Small pictures of what is kept; of points and tables none. */
function thumbnails(studio: Studio) {
  const { facts, sampler } = studio;
  const canvases = new WeakMap<object, HTMLCanvasElement>();
  const newest = new Newest(studio.failed);
  const [height, width] = facts.output as [number, number];
  return {
    canvasOf({ latents }: Kept): HTMLElement {
      if (!isPicture(facts)) return element('span', {}, '→');
      const canvas = canvases.get(latents) ?? element('canvas', { width, height, 'aria-hidden': 'true' });
      canvas.className = isSmall(height, width) ? 'pixels' : '';
      canvases.set(latents, canvas);
      return canvas;
    },
    draw(all: readonly Kept[]): void {
      if (!isPicture(facts) || all.length === 0) return;
      newest.ask(async (isWanted) => {
        for await (const { from, batch } of sampler.parts(joined(all.map(({ latents }) => latents)), isWanted)) {
          const images = imagesOf(batch, facts);
          for (let i = 0; i < images.count; i++) show(canvases.get(all[from + i]!.latents)!, pictureAt(images, i));
        }
      });
    },
  };
}

/** A list of what is kept, of which a person may choose one. */
function choice(): HTMLSelectElement {
  const select: HTMLSelectElement = element('select', {
    onchange: () => {
      select.dataset.chosen = select.value;
    },
  });
  return select;
}

/** a − b + c of what is kept. */
function arithmetic(studio: Studio, add: (more: readonly Kept[]) => void): HTMLElement {
  const { kept } = studio;
  const selects = ['This', '− this', '+ this'].map((label) => ({ label, select: choice() }));
  const make = button('Make', () => {
    const [a, b, c] = selects.map(({ select }) => kept.value.all[Number(select.value)]) as [Kept, Kept, Kept];
    if (a && b && c) add([sumOf(a, b, c)]);
  });
  const root = element(
    'fieldset',
    { class: 'field arithmetic' },
    element('legend', { class: 'label' }, 'Reckoning with latents'),
    ...selects.map(({ label, select }) => field(label, select)),
    make,
  );
  kept.follow(({ all }) => {
    root.hidden = all.length < 2;
    selects.forEach(({ select }, place) => {
      const before = select.dataset.chosen ?? String(Math.min(place, all.length - 1));
      select.replaceChildren(...all.map(({ name }, i) => element('option', { value: i }, `${i + 1} · ${name}`)));
      select.value = Number(before) < all.length ? before : '0';
    });
  });
  return root;
}
