import { element, icon, newId } from './dom.ts';

/** A control below its label. */
export function field(label: string, control: HTMLElement, hint?: HTMLElement): HTMLElement {
  const id = control.id || newId('field');
  control.id = id;
  return element('div', { class: 'field' }, element('label', { for: id }, label), control, hint);
}

/** Controls below a label of them all. */
export function group(label: string, ...controls: readonly HTMLElement[]): HTMLElement {
  const id = newId('group');
  return element(
    'div',
    { class: 'field', role: 'group', 'aria-labelledby': id },
    element('span', { class: 'label', id }, label),
    element('div', { class: 'joined' }, ...controls),
  );
}

export interface ButtonOptions {
  readonly icon?: string;
  /** The text is for those who do not see the icon, and shown when the pointer rests on it. */
  readonly iconOnly?: boolean;
  readonly class?: string;
}

export function button(text: string, onclick: () => unknown, options: ButtonOptions = {}): HTMLButtonElement {
  const { icon: path, iconOnly = false, class: kind = '' } = options;
  return element(
    'button',
    {
      type: 'button',
      class: `${kind} ${iconOnly ? 'square' : ''}`.trim() || undefined,
      onclick: () => void onclick(),
      ...(iconOnly && { 'aria-label': text, title: text }),
    },
    path !== undefined && (icon(path) as unknown as HTMLElement),
    !iconOnly && element('span', {}, text),
  );
}

export interface SliderOptions {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** Where a double click or Delete puts it. */
  readonly rest: number;
  /** The value for people. Default: with two decimals. */
  readonly says?: (value: number) => string;
  readonly moved: (value: number) => void;
}

/** A slider in a row with its name and value. */
export function slider(options: SliderOptions): { readonly root: HTMLElement; set(value: number): void } {
  const { label, low, high, step, rest, moved, says = (value) => value.toFixed(2) } = options;
  const id = newId('slider');
  const output = element('output', { for: id });
  const input = element('input', { type: 'range', id, min: low, max: high, step });
  const paint = (value: number) => {
    const at = (v: number) => `${(100 * (v - low)) / (high - low)}%`;
    const [from, to] = [Math.min(value, rest), Math.max(value, rest)];
    const begins = rest > low && rest < high ? at(from) : '0%';
    input.style.setProperty('--from', begins);
    input.style.setProperty('--to', rest > low && rest < high ? at(to) : at(value));
    output.textContent = says(value);
    input.setAttribute('aria-valuetext', says(value));
  };
  const move = (value: number) => {
    input.value = String(value);
    paint(value);
    moved(value);
  };
  input.addEventListener('input', () => move(Number(input.value)));
  input.addEventListener('dblclick', () => move(rest));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Delete' || event.key === 'Backspace') move(rest);
  });
  return {
    root: element('div', { class: 'slider' }, element('label', { for: id }, label), input, output),
    set(value) {
      if (Number(input.value) !== value || output.textContent !== says(value)) {
        input.value = String(value);
        paint(value);
      }
    },
  };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One of a few, all in view; of more than a dozen, a list to open. */
export function choices(
  label: string,
  all: readonly Choice[],
  chosen: (value: string) => void,
): { readonly root: HTMLElement; set(value: string): void } {
  if (all.length > 13) {
    const select = element(
      'select',
      { onchange: () => chosen(select.value) },
      ...all.map(({ value, label }) => element('option', { value }, label)),
    );
    return {
      root: field(label, select),
      set(value) {
        select.value = value;
      },
    };
  }
  const name = newId('choice');
  const inputs = all.map(({ value }) =>
    element('input', { type: 'radio', name, value, id: newId('radio'), onchange: () => chosen(value) }),
  );
  const root = element(
    'fieldset',
    { class: 'field' },
    element('legend', { class: 'label' }, label),
    element(
      'div',
      { class: 'segments' },
      ...inputs.flatMap((input, i) => [input, element('label', { for: input.id }, all[i]!.label)]),
    ),
  );
  return {
    root,
    set(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly content: HTMLElement;
}

/** Panels of which one is shown; arrow keys go from one to the next. */
export function tabs<Name extends string>(
  label: string,
  all: readonly Tab<Name>[],
  chosen: (name: Name) => void,
): { readonly root: HTMLElement; set(name: Name): void } {
  const rows = all.map(({ name, label, content }) => {
    const [tabId, panelId] = [newId('tab'), newId('panel')];
    const tab = element(
      'button',
      { type: 'button', role: 'tab', id: tabId, 'aria-controls': panelId, onclick: () => chosen(name) },
      label,
    );
    const panel = element('div', { role: 'tabpanel', id: panelId, 'aria-labelledby': tabId, class: 'panel' }, content);
    return { name, tab, panel };
  });
  const step = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = rows.findIndex(({ tab }) => tab.getAttribute('aria-selected') === 'true');
    const next = rows[(at + by + rows.length) % rows.length]!;
    chosen(next.name);
    next.tab.focus();
  };
  const list = element(
    'div',
    { role: 'tablist', 'aria-label': label, class: 'tabs', onkeydown: step },
    ...rows.map(({ tab }) => tab),
  );
  return {
    root: element('div', {}, list, ...rows.map(({ panel }) => panel)),
    set(name) {
      for (const { name: own, tab, panel } of rows) {
        tab.setAttribute('aria-selected', String(own === name));
        tab.tabIndex = own === name ? 0 : -1;
        panel.hidden = own !== name;
      }
    },
  };
}
