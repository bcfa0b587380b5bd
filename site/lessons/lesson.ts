import type { Settings } from '../points/settings.ts';

/** A question with answers of which one is right; each says why. */
export interface Question {
  readonly kind: 'question';
  readonly question: string;
  readonly answers: readonly Answer[];
}
export interface Answer {
  readonly text: string;
  readonly isRight?: true;
  readonly because: string;
}

/** A state of the playground, and what to look for in it. */
export interface Try {
  readonly kind: 'try';
  readonly label: string;
  readonly settings: Settings;
  readonly look: string;
  /** Updates at which it may be stopped, to compare with the figures: a button for each. */
  readonly until?: readonly number[];
}

/** A picture beside the lessons, `new URL('./pictures/NAME.webp', import.meta.url).href`; `size` in CSS pixels, width and height. */
export interface Picture {
  readonly kind: 'picture';
  readonly picture: string;
  readonly size: readonly [number, number];
  readonly alt: string;
  readonly caption: string;
}

/** What a lesson is made of. Texts are plain; `code` between backticks is set as such. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** `words`: what it says, also to those who hear it. */
  | { readonly kind: 'formula'; readonly formula: string; readonly words: string }
  | Try
  /** Another page of the site, such as `./digits.html`. */
  | { readonly kind: 'elsewhere'; readonly label: string; readonly address: string; readonly look: string }
  | Question
  | Picture
  /** The training loop, line by line, on the playground's own numbers. */
  | { readonly kind: 'loop' };

/** Lines that can be run as they stand, and a sentence on what comes out. */
export interface Program {
  readonly text: string;
  readonly shows: string;
}

/** A lesson of the course; its title and place are in `lessons.ts`. */
export interface Lesson {
  /** In reading order. */
  readonly blocks: readonly Block[];
  /** The same in a shell, `npx duel …`. */
  readonly command: Program;
  /** The same as about ten lines of TypeScript, with `import … from 'duel-gan'`. */
  readonly program: Program;
  /** The papers, with section or equation. */
  readonly sources: readonly { readonly name: string; readonly address: string }[];
}
