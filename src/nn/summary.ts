import { anyBatch, type Shape, sizeOf } from '../tensor/index.ts';
import { describe, type Network } from './network.ts';

const count = (n: number): string => n.toLocaleString('en-US');
const keras = (shape: Shape): string => `(${shape.map((d) => (d === anyBatch ? 'None' : d)).join(', ')})`;

/**
 * A network as a table: each layer with its type, the shape of its result (None is the batch) and the number of its
 * parameters; below, the totals. Plain text, without a newline at the end.
 */
export function summary(net: Network, title = 'network'): string {
  const { rows, variables } = describe(net);
  const inputs = Object.entries(net.inputs).map(([name, shape]) => [
    `${name} (input)`,
    keras([anyBatch, ...shape]),
    count(0),
  ]);
  const cells = [
    ['Layer (type)', 'Output shape', 'Params'],
    ...inputs,
    ...rows.map((row) => [`${row.name} (${row.type})`, keras(row.shape), count(row.parameters)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `${row[0]!.padEnd(widths[0]!)}  ${row[1]!.padEnd(widths[1]!)}  ${row[2]!.padStart(widths[2]!)}`;
  const rule = '─'.repeat(widths.reduce((a, b) => a + b, 4));
  const total = (wanted: boolean) =>
    variables.filter((v) => v.trainable === wanted).reduce((n, v) => n + sizeOf(v.shape), 0);
  return [
    title,
    rule,
    line(cells[0]!),
    rule,
    ...cells.slice(1).map(line),
    rule,
    `Total params: ${count(total(true) + total(false))}`,
    `Trainable params: ${count(total(true))}`,
    `Non-trainable params: ${count(total(false))}`,
  ].join('\n');
}
