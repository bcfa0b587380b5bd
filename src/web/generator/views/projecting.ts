import { button } from '../../controls.ts';
import { element } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { inputOf, type Photo, readPhoto } from '../../translation/photo.ts';
import type { GeneratorFacts } from '../facts.ts';
import type { Kept } from '../kept.ts';
import { imagesOf, isSmall, pictureAt, show } from '../pixels.ts';
import { problemOf } from '../problem.ts';
import { project, projectionSteps } from '../project.ts';
import type { Studio } from '../studio.ts';

/** A picture of one's own among the latents: what the generator makes that is most like it, beside it. */
export function projecting(studio: Studio, add: (more: readonly Kept[]) => void): HTMLElement {
  const { facts, sampler, projector } = studio;
  const status = element('p', { role: 'status' });
  const bar = element('progress', { max: projectionSteps, value: 0, hidden: true, 'aria-label': 'Projection' });
  const canvases = ['The picture', 'What is nearest to it'].map((label) => {
    const [height, width] = facts.output as [number, number];
    const canvas = element('canvas', { width, height, role: 'img', 'aria-label': label });
    canvas.className = isSmall(height, width) ? 'pixels' : '';
    return canvas;
  });
  const pair = element('div', { class: 'projected', hidden: true }, ...canvases);
  let turn = 0;
  const go = async (file: File) => {
    const own = ++turn;
    const isWanted = () => own === turn;
    stop.hidden = false;
    bar.hidden = false;
    try {
      const { data } = inputOf(fitted(await readPhoto(file, file.name), facts), likeTranslator(facts));
      const picture = (values: Float32Array) =>
        pictureAt(imagesOf({ shape: [1, ...facts.output], data: values }, facts), 0);
      show(canvases[0]!, picture(data));
      status.textContent = 'Getting ready …';
      const found = await project(facts, await projector!(), 1, data, (step, distance) => {
        bar.value = step;
        status.textContent = `Step ${step} of ${projectionSteps}, ${distance.toFixed(1)} of 255 off`;
        return isWanted() && bar.isConnected;
      });
      if (!found || !isWanted()) return;
      show(canvases[1]!, picture((await sampler.make(found.latents)).data));
      pair.hidden = false;
      status.textContent = `${file.name}: ${found.distance.toFixed(1)} of 255 off, root of the mean square over its pixels`;
      add([{ name: `like ${file.name.replace(/\.[^.]*$/, '')}`.slice(0, 80), latents: found.latents }]);
    } catch (cause) {
      if (isWanted()) status.textContent = `${problemOf(cause).message} ${problemOf(cause).fix}`;
    } finally {
      if (isWanted()) {
        stop.hidden = true;
        bar.hidden = true;
      }
    }
  };
  const stop = button('Stop', () => {
    turn++;
    stop.hidden = true;
    bar.hidden = true;
    status.textContent = 'Stopped';
  });
  stop.hidden = true;
  const input = element('input', {
    ...{ type: 'file', accept: 'image/*', hidden: true, 'aria-label': 'A picture to look for' },
    onchange: () => {
      const [file] = input.files ?? [];
      input.value = '';
      if (file) void go(file);
    },
  });
  return element(
    'fieldset',
    { class: 'field projecting' },
    element('legend', { class: 'label' }, 'A picture of your own'),
    element(
      'div',
      { class: 'row' },
      button('Find its latent', () => input.click(), { icon: icons.picture }),
      stop,
      input,
    ),
    bar,
    status,
    pair,
  );
}

/** The middle of a picture, of the shape that a generator makes, at its size. */
function fitted({ name, height, width, pixels }: Photo, { output }: GeneratorFacts): Photo {
  const [h, w] = output as [number, number];
  const from = new OffscreenCanvas(width, height);
  from.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
  const scale = Math.min(width / w, height / h);
  const [across, down] = [w * scale, h * scale];
  const to = new OffscreenCanvas(w, h);
  const context = to.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, w, h);
  context.drawImage(from, (width - across) / 2, (height - down) / 2, across, down, 0, 0, w, h);
  return { name, height: h, width: w, pixels: context.getImageData(0, 0, w, h).data };
}

/** What `inputOf` asks of a network that takes such pictures. */
const likeTranslator = ({ output, range }: GeneratorFacts) => ({
  input: output,
  range,
  from: 'picture',
  pairs: undefined,
});
