import { button, field, slider } from '../../controls.ts';
import { element } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { isPicture } from '../facts.ts';
import { framesOf, gifOf, loopLatents, speeds, webpOf } from '../film/loop.ts';
import { latentsText } from '../kept.ts';
import { save, savePng } from '../pixels.ts';
import { type Studio, stopsOf } from '../studio.ts';

/** The walk as a closed loop to keep: a film, or its latents. */
export function loopControls(studio: Studio): HTMLElement {
  const { facts, settings, sampler, failed, say } = studio;
  let count = 60;
  const frames = slider({
    ...{ label: 'Frames', low: 12, high: 240, step: 12, rest: 60, says: (value) => String(value) },
    moved: (value) => {
      count = value;
    },
  });
  frames.set(count);
  const speed = element(
    'select',
    {},
    ...speeds.map((n) => element('option', { value: n, selected: n === 20 }, `${n} a second`)),
  );
  const status = element('p', { role: 'status' });
  const name = () => `${facts.name}-loop`;
  const latents = () => loopLatents(stopsOf(studio, settings.value).latents, count);
  const film = async (ending: 'gif' | 'webp' | 'png') => {
    for (const one of buttons) one.disabled = true;
    try {
      const all = await framesOf(sampler, latents(), (done) => {
        status.textContent = `${done} of ${count} pictures …`;
      });
      const perSecond = Number(speed.value);
      const made =
        ending === 'gif' ? gifOf(all, perSecond) : ending === 'webp' ? await webpOf(all, perSecond) : undefined;
      if (made) save(`${name()}.${ending}`, made);
      else
        for (const [i, picture] of all.entries()) await savePng(`${name()}-${String(i).padStart(3, '0')}.png`, picture);
      status.textContent = made
        ? `${(made.size / 1e6).toFixed(2)} MB, ${(count / perSecond).toFixed(1)} s`
        : `${count} pictures`;
      say(`The loop is saved: ${status.textContent}`);
    } catch (cause) {
      failed(cause);
    } finally {
      for (const one of buttons) one.disabled = false;
    }
  };
  const json = () => {
    const all = latents();
    const names = Array.from({ length: count }, (_, i) => `frame ${i + 1}`);
    save(`${name()}.json`, new Blob([latentsText(all, names)], { type: 'application/json' }));
  };
  const buttons = [
    ...(isPicture(facts) ? [button('GIF', () => film('gif'), { icon: icons.download })] : []),
    ...(isPicture(facts) ? [button('WebP', () => film(writesWebp() ? 'webp' : 'png'), { icon: icons.download })] : []),
    button('JSON', json, { icon: icons.download }),
  ];
  return element(
    'fieldset',
    { class: 'field loop' },
    element('legend', { class: 'label' }, 'The loop as a file'),
    frames.root,
    ...(isPicture(facts) ? [field('Speed of the film', speed)] : []),
    element('div', { class: 'row' }, ...buttons),
    status,
  );
}

/** A browser that does not gives PNGs, one for each picture. */
const writesWebp = (): boolean => element('canvas').toDataURL('image/webp').startsWith('data:image/webp');
