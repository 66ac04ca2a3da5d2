import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportCase, withSession } from '../../../../test/support/exported-network.js';
import { createRng } from '../../../core/rng.js';
import { unet } from '../../../networks/unet/unet.js';
import type { Tensor } from '../../graph/graph.js';
import { channelAttention } from '../../layers/channel-attention.js';
import { convLayer } from '../../layers/conv.js';
import { convTransposeLayer } from '../../layers/conv-transpose.js';
import type { Network } from '../../model/context.js';
import { averagePool } from '../../ops/average-pool.js';
import { maxPool } from '../../ops/max-pool.js';
import { padImage } from '../../ops/pad.js';
import { resizeBilinear } from '../../ops/resize-bilinear.js';
import { resizeNearest } from '../../ops/resize-nearest.js';
import { slice } from '../../ops/slice.js';
import { zeroInsert } from '../../ops/zero-insert.js';
import type { ExportedModel } from '../export/export-model.js';
import { convolutionFlops } from './flops.js';
import { receptiveField } from './receptive-field.js';

type Layer = (model: Parameters<Network>[0], x: Tensor, name: string) => Tensor;

const sequence =
  (...layers: readonly Layer[]): Network =>
  (model, x) =>
    layers.reduce((h, layer, i) => layer(model, h, `${i}`), x!);

const conv =
  (kernel: number | readonly [number, number], options: object = {}): Layer =>
  (model, x, name) =>
    convLayer(model, name, x, { out: 2, kernel, ...options });

const doubling: Layer = (model, x, name) =>
  convTransposeLayer(model, name, x, { out: 2, kernel: 4, stride: 2, padding: 1 });

const SIZE = 48;

/** Largest distance, on each side, between a changed input pixel and the output pixels that change: by trying pixels out. */
async function measure(
  exported: ExportedModel,
): Promise<{ top: number; left: number; bottom: number; right: number }> {
  const shape = [1, 1, SIZE, SIZE];
  const rng = createRng(3);
  const base = Float32Array.from({ length: SIZE * SIZE }, () => rng.normal());
  return withSession(exported.bytes, async (session) => {
    const before = (await session.run({ x: { shape, data: base.slice() } })).y!;
    const [rows, columns] = before.shape.slice(2) as [number, number];
    const found = { top: 0, left: 0, bottom: 0, right: 0 };
    for (let k = 0; k < 12; k++) {
      const [r, c] = [20 + rng.int(8), 20 + rng.int(8)];
      const data = base.slice();
      data[r * SIZE + c] = 1000;
      const after = (await session.run({ x: { shape, data } })).y!;
      after.data.forEach((v, i) => {
        if (Math.abs(v - before.data[i]!) < 1e-3) return;
        const [or, oc] = [Math.floor((i % (rows * columns)) / columns), i % columns];
        // The block of input pixels under the output pixel.
        const [scaleR, scaleC] = [SIZE / rows, SIZE / columns];
        const [fromR, fromC] = [Math.floor(or * scaleR), Math.floor(oc * scaleC)];
        const [toR, toC] = [fromR + Math.max(1, scaleR) - 1, fromC + Math.max(1, scaleC) - 1];
        found.top = Math.max(found.top, fromR - r);
        found.bottom = Math.max(found.bottom, r - toR);
        found.left = Math.max(found.left, fromC - c);
        found.right = Math.max(found.right, c - toC);
      });
    }
    return found;
  });
}

describe('by trying out which outputs a pixel changes', () => {
  test.each<[string, boolean, readonly Layer[]]>([
    ['convolutions', true, [conv(3, { padding: 1 }), conv([5, 3], { padding: [2, 1] })]],
    ['dilation', true, [conv(3, { padding: 2, dilation: 2 }), conv(3, { padding: 4, dilation: 4 })]],
    ['asymmetric padding', true, [conv(2, { padding: [0, 1, 1, 0] })]],
    [
      'padding as a node',
      true,
      [(_, x) => padImage(x, { top: 2, left: 0, bottom: 0, right: 2 }, { mode: 'edge' }), conv(3)],
    ],
    [
      'a crop',
      false,
      [
        conv(3),
        (_, x) =>
          slice(x, [
            { axis: 2, from: 1, to: 41 },
            { axis: 3, from: 1, to: 41 },
          ]),
      ],
    ],
    ['stride and doubling', false, [conv(3, { padding: 1, stride: 2 }), (_, x) => resizeNearest(x, 2)]],
    ['stride alone', true, [conv(3, { padding: 1, stride: 2 })]],
    [
      'pooling, bilinear',
      false,
      [(_, x) => maxPool(x, { kernel: 2 }), (_, x) => resizeBilinear(x, SIZE, SIZE)],
    ],
    ['average pooling', true, [(_, x) => averagePool(x, { kernel: 4 }), conv(3, { padding: 1 })]],
    [
      'transposed',
      false,
      [
        (_, x) => maxPool(x, { kernel: 2 }),
        (m, x, n) => convTransposeLayer(m, n, x, { out: 2, kernel: 4, stride: 2, padding: 1 }),
      ],
    ],
    [
      'transposed alone',
      true,
      [(m, x, n) => convTransposeLayer(m, n, x, { out: 2, kernel: 4, stride: 2, padding: 1 })],
    ],
    [
      'zero insertion (reshape)',
      false,
      [(_, x) => maxPool(x, { kernel: 2 }), (_, x) => zeroInsert(x), conv(5, { padding: 2 })],
    ],
  ])('%s', async (name, isExact, layers) => {
    const { exported } = exportCase(sequence(...layers), [1, 1, SIZE, SIZE], { weights: 'float32' });
    const [field] = exported.receptiveFields;
    const found = await measure(exported);
    const margin = field!.margin!;
    if (name === 'a crop') return expect(margin).toEqual({ left: 0, top: 0, right: 3, bottom: 3 });
    for (const side of ['left', 'top', 'right', 'bottom'] as const) {
      expect(margin[side], side).toBeGreaterThanOrEqual(found[side]);
      expect(margin[side] - found[side], side).toBeLessThanOrEqual(isExact ? 0 : 2);
    }
  });

  test('random chains of layers never reach further', async () => {
    const layer = fc.constantFrom<Layer>(
      conv(3, { padding: 1 }),
      conv(3, { padding: 2, dilation: 2 }),
      (m, x, n) => resizeNearest(convLayer(m, n, x, { out: 2, kernel: 3, padding: 1, stride: 2 }), 2),
      (m, x, n) =>
        convTransposeLayer(m, n, maxPool(x, { kernel: 2 }), { out: 1, kernel: 4, stride: 2, padding: 1 }),
      (_, x) => resizeBilinear(averagePool(x, { kernel: 4 }), x.shape[2]!, x.shape[3]!),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(layer, { minLength: 1, maxLength: 3 }), async (layers) => {
        const { exported } = exportCase(sequence(...layers), [1, 1, SIZE, SIZE], { weights: 'float32' });
        const margin = exported.receptiveFields[0]!.margin;
        if (margin === null) return;
        const found = await measure(exported);
        for (const side of ['left', 'top', 'right', 'bottom'] as const) {
          expect(margin[side]).toBeGreaterThanOrEqual(found[side]);
        }
      }),
      { numRuns: 12 },
    );
  });
});

test('published receptive field: VGG-16 sees 212 pixels before its fully connected layers (Araujo et al. 2019)', () => {
  const blocks = [2, 2, 3, 3, 3].flatMap((count) => [
    ...Array.from({ length: count }, () => conv(3, { padding: 1 })),
    ((_, x) => maxPool(x, { kernel: 2 })) as Layer,
  ]);
  const { exported } = exportCase(sequence(...blocks), [1, 1, 64, 64]);
  const [{ margin, multiple, scale }] = exported.receptiveFields as [ExportedModel['receptiveFields'][0]];
  expect(margin!.left + margin!.right + 32).toBe(212);
  expect([multiple, scale.rows]).toEqual([32, 32]);
});

test('what looks at the whole image has no margin, and says why', () => {
  const network: Network = (model, x) =>
    channelAttention(model, 'attention', convLayer(model, 'conv', x!, { out: 4, kernel: 3, padding: 1 }), {
      ratio: 2,
    });
  const { exported } = exportCase(network, [1, 1, 8, 8]);
  expect(exported.receptiveFields[0]).toMatchObject({ margin: null, multiple: 1 });
  expect(exported.receptiveFields[0]!.reasons.join()).toMatch(/ReduceMean.*ReduceMax/);
});

test('the U-Net: known from the file alone too', () => {
  const { exported } = exportCase(unet({ levels: 4, base: 4 }), [1, 1, 64, 64]);
  const field = receptiveField(exported.model.graph, 'x');
  expect(field).toEqual(exported.receptiveFields[0]);
  expect(field).toMatchObject({ multiple: 8, scale: { rows: 1, columns: 1 }, reasons: [] });
});

test('operations per pixel equal those of the graph', () => {
  for (const network of [
    unet({ levels: 4, base: 4 }),
    sequence(conv(3, { stride: 2, padding: 1 }), doubling),
  ]) {
    for (const weights of ['float16', 'float32'] as const) {
      const { exported } = exportCase(network, [1, 1, 64, 32], { weights });
      expect(convolutionFlops(exported.model.graph, 'x') * 64 * 32).toBeCloseTo(exported.flops, 3);
    }
  }
});
