export * from './adversarial.ts';
export * from './classifier.ts';
export * from './feeds.ts';
export type { Game, Move, MoveScope, Player } from './game.ts';
export * from './initialState.ts';
export * from './loss.ts';
export * from './spec.ts';
export * from './step.ts';
