// What the scripts beside this one need of the playground, in one bundle: its trainer, on Node.

export { lessons } from '../../site/lessons/lessons.ts';
export { plain, state } from '../../site/lessons/states.ts';
export { allLayers } from '../../site/points/address.ts';
export { frames, mixtureOf } from '../../site/points/data.ts';
export { specOf } from '../../site/points/game.ts';
export { Trainer } from '../../site/points/trainer.ts';
export { openSampler, surfaceSide } from '../../site/points/views.ts';
export { latentsOf } from '../../src/gan/latents.ts';
export { openHere } from '../../src/runtime/node/open.ts';
