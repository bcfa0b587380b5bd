import { concat, reshape, type Shape, sizeOf, slice, type Tensor } from '../../tensor/index.ts';
import type { Rule, UpdateInputs } from './optimizer.ts';

/** Tensors up to this many numbers are updated together: below it a node costs more than its arithmetic. */
const small = 16384;

interface Member {
  readonly name: string;
  readonly shape: Shape;
}

const flat = (t: Tensor): Tensor => reshape(t, [sizeOf(t.shape)]);
const joined = (parts: readonly Tensor[]): Tensor => concat(parts.map(flat), 0);

/** A vector cut into tensors of the members' shapes. */
function parted(whole: Tensor, members: readonly Member[]): Tensor[] {
  let at = 0;
  return members.map(({ shape }) => {
    const from = at;
    at += sizeOf(shape);
    return reshape(slice(whole, [0], [from], [at]), shape);
  });
}

/** The name that a rule sees for a vector of several parameters; what it remembers goes by the members' own names. */
const packName = '(pack)';

/**
 * Calls `update` with each large parameter, and once with a vector of all small ones: biases and gains are many, and
 * an optimizer takes a dozen nodes for each. Every number is treated as before, and each parameter's slots keep their
 * names.
 *
 * @param update called with the inputs that it must use, a parameter, its gradient and its name
 */
export function inPacks(inputs: UpdateInputs, update: (inputs: UpdateInputs) => Rule): Record<string, Tensor> {
  const members = Object.entries(inputs.parameters)
    .map(([name, { shape }]): Member => ({ name, shape }))
    .filter(({ shape }) => sizeOf(shape) <= small);
  const packed = members.length > 1 ? members : [];
  const rule = update({
    ...inputs,
    slot: (name, shape, initial) =>
      name.startsWith(packName)
        ? joined(packed.map((m) => inputs.slot(m.name + name.slice(packName.length), m.shape, initial)))
        : inputs.slot(name, shape, initial),
    setSlot: (name, next) => {
      if (!name.startsWith(packName)) inputs.setSlot(name, next);
      else
        parted(next, packed).forEach((part, i) => {
          inputs.setSlot(packed[i]!.name + name.slice(packName.length), part);
        });
    },
  });
  const together = new Map<string, Tensor>();
  if (packed.length > 0) {
    const [p, g] = [inputs.parameters, inputs.gradients].map((of) => joined(packed.map((m) => of[m.name]!)));
    parted(rule(p!, g!, packName), packed).forEach((next, i) => {
      together.set(packed[i]!.name, next);
    });
  }
  return Object.fromEntries(
    Object.entries(inputs.parameters).map(([name, p]) => [
      name,
      together.get(name) ?? rule(p, inputs.gradients[name]!, name),
    ]),
  );
}
