import { DuelError } from '../../errors.ts';
import { slice } from '../../tensor/index.ts';
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import type { MoveScope } from '../game.ts';
import { evenRows, oneHotRows } from './codeGraph.ts';
import { type Condition, giving, type Players, repeated, unconditional } from './condition.ts';

/** Networks read one-hot labels [n, classes] through an input of this name. */
export const labelInput = 'label';

function classesOf(scope: MoveScope): number {
  if (scope.classCount > 0) return scope.classCount;
  throw new DuelError('usage', 'gan/no-classes', 'a GAN with conditioning needs data with classes', {
    where: 'conditioning',
    fix: 'take data whose sub-folders are classes, or leave conditioning out; infoGan() needs none',
  });
}

/** Players that are told the class of what they make or judge. */
export function byClass(players: Players): Condition {
  const ofReal = (scope: MoveScope, k: string, count: number) =>
    oneHotRows(scope.labels(`real${k}`, count), classesOf(scope));
  return {
    ...unconditional,
    inDiscriminatorUpdate: ofReal,
    inGeneratorUpdate: (scope, count, compared) => {
      if (compared === undefined)
        return evenRows(scope.noise('generator.labels', 'uniform', [count]), classesOf(scope));
      const rounds = Math.ceil(count / compared);
      return slice(repeated(ofReal(scope, '', compared), rounds * compared), [0], [0], [count]);
    },
    given: (scope, labels) => giving(scope, players, labelInput, labels),
  };
}

/** Throws where a player that is told the class has no input for it. */
export function checkLabelInputs(
  type: string,
  tells: readonly ('generator' | 'discriminator')[],
  parts: GanParts,
): void {
  for (const name of tells) {
    const [, ...others] = Object.keys(parts[name].network.inputs);
    if (!others.includes(labelInput))
      refuse(
        'label-input',
        `${type} tells the ${name} the class, and it has no input '${labelInput}' after its first`,
        `${name}.network`,
        `name the inputs: network({ ${name === 'generator' ? 'latent' : 'image'}: […], ${labelInput}: [classes] }, …)`,
      );
  }
}
