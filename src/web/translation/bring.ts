import { button } from '../controls.ts';
import { element } from '../dom.ts';
import { problemOf } from '../generator/problem.ts';
import * as icons from '../icons.ts';
import { type Photo, readPhoto } from './photo.ts';
import type { Translation } from './settings.ts';

/** Pictures that a page holds at the most. */
const mostPhotos = 60;

export interface Bringing {
  /** A place to drop pictures, said large while there are none. */
  readonly place: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly problem: HTMLElement;
  end(): void;
}

/** Pictures that a person drops on `whole`, chooses or pastes. */
export function bringing(translation: Translation, whole: HTMLElement): Bringing {
  const { photos, settings, say } = translation;
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  const input = element('input', {
    ...{ type: 'file', accept: 'image/*', multiple: true, hidden: true, 'aria-label': 'Picture files' },
    onchange: () => {
      void take([...(input.files ?? [])]);
      input.value = '';
    },
  });
  const choose = () => input.click();

  async function take(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const before = photos.value.all.length;
    const wrong: string[] = [];
    const read: Photo[] = [];
    for (const file of files.slice(0, mostPhotos - before))
      await readPhoto(file, file.name || 'pasted.png').then(
        (photo) => read.push(photo),
        (cause) => wrong.push(`${problemOf(cause).message} ${problemOf(cause).fix}`),
      );
    if (files.length > mostPhotos - before) wrong.push(`A page holds ${mostPhotos} pictures at the most.`);
    problem.textContent = wrong.slice(0, 3).join(' ');
    problem.hidden = wrong.length === 0;
    if (read.length === 0) return;
    photos.set({ all: [...photos.value.all, ...read] });
    settings.set({ at: before });
    say(`${read.length === 1 ? '1 picture' : `${read.length} pictures`} there`);
  }

  const over = (isOver: boolean) => place.classList.toggle('over', isOver);
  whole.addEventListener('dragover', (event) => {
    event.preventDefault();
    over(true);
  });
  whole.addEventListener('dragleave', () => over(false));
  whole.addEventListener('drop', (event) => {
    event.preventDefault();
    over(false);
    void take([...(event.dataTransfer?.files ?? [])]);
  });
  const paste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) event.preventDefault();
    void take(files);
  };
  document.addEventListener('paste', paste);

  const place = element(
    'div',
    { class: 'drop' },
    element('h2', {}, 'Drop pictures here'),
    element('p', {}, 'One or several, or paste one. They stay on this device: the network runs in this page.'),
    button('Choose pictures', choose, { icon: icons.picture, class: 'primary' }),
    input,
  );
  photos.follow(({ all }) => {
    place.hidden = all.length > 0;
  });
  return {
    place,
    button: button('Add pictures', choose, { icon: icons.picture }),
    problem,
    end: () => document.removeEventListener('paste', paste),
  };
}
