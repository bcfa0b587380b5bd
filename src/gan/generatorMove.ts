import { mean } from '../tensor/index.ts';
import type { Move } from './game.ts';
import type { GanTable } from './ganTable.ts';

/** G's update: it changes what it makes so that D takes it for real. */
export function generatorMove(table: GanTable): Move {
  const { loss, spec, judge } = table;
  return {
    name: 'generator',
    updates: ['generator'],
    objective: (scope) => {
      const made = scope.play('generator', table.latents(scope, 'generator.latents', spec.batch.generator));
      const fake = judge(scope, made, 'generator');
      const random = (what: string) => scope.noise(`generator.${what}`, 'uniform', fake.shape);
      const value =
        loss.sees === 'one'
          ? mean(loss.generator(fake, table.lossScope(scope, random)))
          : // the real examples of D's first update again
            loss.generator({ fake, real: judge(scope, scope.examples('real', spec.batch.discriminator), 'compared') });
      scope.metric('gLoss', value);
      table.lens?.adapt(scope);
      return value;
    },
  };
}
