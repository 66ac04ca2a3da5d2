import fc from 'fast-check';
import { Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { normwiseError } from '../../../../test/support/run-operator.js';
import { createRng } from '../../../core/rng.js';
import { Graph } from '../../graph/graph.js';
import { sizeOf } from '../../graph/shape.js';
import { writeModel } from '../../onnx/write-model.js';
import { createSession } from '../../runtime/session.node.js';
import { convGeometry } from './geometry.js';
import type { WeightGradient } from './weight-gradient.js';
import { emitGradientFromColumns } from './weight-gradient-columns.js';
import { emitGradientFromOutputColumns } from './weight-gradient-output-columns.js';
import { emitGradientFromShifts } from './weight-gradient-shifts.js';
import { emitGradientFromWindows } from './weight-gradient-windows.js';

const side = fc.integer({ min: 4, max: 9 });
const pad = fc.integer({ min: 0, max: 2 });

test('the four formulations of the weight gradient agree', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(side, side),
      fc.tuple(fc.integer({ min: 3, max: 4 }), fc.integer({ min: 3, max: 4 })),
      fc.tuple(pad, pad, pad, pad),
      fc.integer({ min: 1, max: 3 }),
      async (size, kernel, padding, inputs) => {
        const x = [2, inputs, ...size];
        const geometry = convGeometry(x, [5, inputs, ...kernel], { padding });
        const run = (emit: WeightGradient) => compute(emit, x, [2, 5, ...geometry.output], geometry);
        const expected = await run(emitGradientFromColumns);
        for (const emit of [emitGradientFromWindows, emitGradientFromShifts, emitGradientFromOutputColumns]) {
          expect(normwiseError(await run(emit), expected)).toBeLessThan(1e-13);
        }
      },
    ),
    { numRuns: 25 },
  );
});

async function compute(
  emit: WeightGradient,
  x: readonly number[],
  dy: readonly number[],
  geometry: Parameters<WeightGradient>[2],
): Promise<Float64Array> {
  const graph = new Graph('reference');
  graph.output('dW', emit(graph.input('x', x), graph.input('dy', dy), geometry));
  const session = await createSession(writeModel(graph.toModel()));
  const rng = createRng(1);
  const random = (shape: readonly number[]) =>
    new OrtTensor(
      'float64',
      Float64Array.from({ length: sizeOf(shape) }, () => rng.normal()),
      shape,
    );
  const { dW } = await session.run({ x: random(x), dy: random(dy) });
  await session.release();
  return dW!.data as Float64Array;
}
