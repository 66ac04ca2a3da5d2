import { emitConcat } from '../emit/concat.js';
import { emitReshape } from '../emit/reshape.js';
import { emitSlice } from '../emit/slice.js';
import type { Tensor } from '../graph/graph.js';
import type { Registry } from '../model/registry.js';
import { int } from '../onnx/model.js';

/**
 * The named parts of a flat tensor. On the CPU one Split makes them all; the WebGPU provider binds one buffer per output of a Split
 * and runs out of bindings, so there every part is a Slice.
 */
export function splitFlat(flat: Tensor, { entries }: Registry): Map<string, Tensor> {
  const { graph } = flat;
  const sizes = entries.map(({ size }) => size);
  const pieces =
    entries.length === 1
      ? [flat]
      : graph.target === 'webgpu'
        ? entries.map(({ offset, size }) => emitSlice(flat, [{ axis: 0, from: offset, to: offset + size }]))
        : graph.emitMany(
            'Split',
            [flat, graph.int64(sizes)],
            sizes.map((size) => [size]),
            { attributes: { axis: int(0) } },
          );
  return new Map(entries.map(({ name, shape }, i) => [name, emitReshape(pieces[i]!, shape)]));
}

/** The inverse of {@link splitFlat}: parts in the order of the registry as one flat tensor. */
export function joinFlat(parts: readonly Tensor[], { entries }: Registry): Tensor {
  return emitConcat(
    parts.map((part, i) => emitReshape(part, [entries[i]!.size])),
    0,
  );
}
