import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import { CuestaError } from '../../core/errors.js';
import { DTYPE_BYTES, DTYPE_CODES, type DType, type OnnxModel } from './model.js';
import { readModel } from './read-model.js';
import { writeModel } from './write-model.js';

const name = fc.string({ minLength: 1, maxLength: 12 });
const integer = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
const single = fc.float({ noNaN: true }).map(Math.fround);

const tensor = fc
  .record({
    name,
    dtype: fc.constantFrom(...(Object.keys(DTYPE_CODES) as DType[])),
    shape: fc.array(fc.nat(4), { maxLength: 4 }),
  })
  .chain((t) => {
    const length = t.shape.reduce((a, b) => a * b, 1) * DTYPE_BYTES[t.dtype];
    return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => ({ ...t, bytes }));
  });

const attribute = fc.oneof(
  integer.map((value) => ({ type: 'int', value }) as const),
  single.map((value) => ({ type: 'float', value }) as const),
  fc.string({ unit: 'grapheme' }).map((value) => ({ type: 'string', value }) as const),
  fc.array(integer).map((value) => ({ type: 'ints', value }) as const),
  fc.array(single).map((value) => ({ type: 'floats', value }) as const),
  tensor.map((value) => ({ type: 'tensor', value }) as const),
);

const value = fc.record({
  name,
  dtype: fc.constantFrom('float32' as const, 'int64' as const),
  shape: fc.array(fc.oneof(fc.nat(2 ** 33), name), { maxLength: 5 }),
});

/** Graphs whose nodes use only what is there before them. */
const model: fc.Arbitrary<OnnxModel> = fc
  .record({
    inputs: fc.uniqueArray(value, { selector: (v) => v.name, minLength: 1, maxLength: 3 }),
    initializers: fc.array(tensor, { maxLength: 4 }),
    ops: fc.array(
      fc.record({
        opType: name,
        domain: fc.constantFrom('', 'com.microsoft'),
        picks: fc.array(fc.nat(50), { maxLength: 4 }),
        outputs: fc.array(name, { minLength: 1, maxLength: 2 }),
        attributes: fc.dictionary(name, attribute, { maxKeys: 4, noNullPrototype: true }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    metadata: fc.dictionary(name, fc.string(), { maxKeys: 3, noNullPrototype: true }),
    irVersion: fc.integer({ min: 3, max: 10 }),
  })
  .map(({ inputs, initializers, ops, metadata, irVersion }) => {
    const known = ['', ...inputs.map((v) => v.name), ...initializers.map((t) => t.name)];
    const nodes = ops.map(({ picks, ...node }) => {
      const used = picks.map((k) => known[k % known.length]!);
      known.push(...node.outputs);
      return { ...node, inputs: used };
    });
    const last = nodes.at(-1)!.outputs[0]!;
    return {
      irVersion,
      producer: 'test',
      opsets: [{ domain: '', version: 17 }],
      metadata,
      graph: {
        name: 'g',
        nodes,
        initializers,
        inputs,
        outputs: [{ name: last, dtype: 'float32', shape: ['n', 3] }],
      },
    };
  });

test('what is written is read back', () => {
  fc.assert(
    fc.property(model, (m) => {
      expect(readModel(writeModel(m), 'a.onnx')).toEqual(m);
    }),
    { numRuns: 300 },
  );
});

/** A model, or an error that names the file; anything else fails the test. */
function readOrExplain(bytes: Uint8Array): OnnxModel | CuestaError {
  try {
    return readModel(bytes, 'some.onnx');
  } catch (error) {
    if (!(error instanceof CuestaError)) throw error;
    expect(error.message).toContain('some.onnx');
    expect(error.hint).not.toBeNull();
    return error;
  }
}

test('a truncated file is an error, wherever it ends', () => {
  fc.assert(
    fc.property(model, fc.nat(2 ** 16), (m, cut) => {
      const bytes = writeModel({ ...m, metadata: {} });
      const part = readOrExplain(bytes.subarray(0, cut % bytes.length));
      // The model's fields stand after one another: only the opset, at the end, can be missed without a trace.
      if (!(part instanceof CuestaError)) expect(part.graph).toEqual(m.graph);
    }),
    { numRuns: 300 },
  );
});

test('changed and random bytes give a model or an error, never anything else', () => {
  fc.assert(
    fc.property(model, fc.array(fc.tuple(fc.nat(2 ** 16), fc.nat(255))), (m, changes) => {
      const bytes = writeModel(m).slice();
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      readOrExplain(bytes);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readOrExplain(bytes)),
    { numRuns: 500 },
  );
});

test.each([
  ['an empty file', new Uint8Array()],
  ['text', new TextEncoder().encode('<html><body>404 Not Found</body></html>')],
  ['a TIFF', Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0)],
  ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)],
])('%s is not a model', (_, bytes) => {
  expect(() => readModel(bytes, 'x.onnx')).toThrow(
    expect.objectContaining({ code: 'format', subject: 'x.onnx' }),
  );
});

describe('models of other tools', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cuesta-onnx-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.skipIf(!available('onnx'))('reads what python-onnx serialises, with samples in every field', () => {
    const path = join(folder, 'python.onnx');
    const script = `
import onnx, onnx.numpy_helper, numpy as np, sys
from onnx import helper as h, TensorProto as T
w = h.make_tensor('w', T.FLOAT, [2, 2], [1.5, -2, 3, 0])
d = h.make_tensor('d', T.DOUBLE, [1], [0.1])
b = h.make_tensor('b', T.BOOL, [3], [True, False, True])
i = h.make_tensor('i', T.INT32, [2], [-7, 9])
f = h.make_tensor('f', T.FLOAT16, [2], [1.0, -0.5])
e = h.make_tensor('e', T.INT64, [2], [9223372036854775807, -3])
r = onnx.numpy_helper.from_array(np.arange(3, dtype=np.int8), 'r')
nodes = [h.make_node('Constant', [], ['c'], value=w), h.make_node('MatMul', ['x', 'c'], ['m']),
         h.make_node('LeakyRelu', ['m'], ['y'], alpha=0.25), h.make_node('Custom', ['y'], ['z'], domain='own', ks=[1, -2], s='text', fs=[.5])]
g = h.make_graph(nodes, 'g', [h.make_tensor_value_info('x', T.FLOAT, ['n', 2])], [h.make_tensor_value_info('y', T.FLOAT, None)], [d, b, i, f, e, r])
onnx.save(h.make_model(g, opset_imports=[h.make_opsetid('', 17), h.make_opsetid('own', 1)]), sys.argv[1])`;
    run(python, ['-c', script, path]);
    const { graph, opsets } = readModel(new Uint8Array(readFileSync(path)), path);
    const [constant, , leaky, custom] = graph.nodes;
    const w = constant!.attributes.value!;
    expect(w.type === 'tensor' && [...new Float32Array(w.value.bytes.slice().buffer)]).toEqual([
      1.5, -2, 3, 0,
    ]);
    expect(leaky!.attributes).toEqual({ alpha: { type: 'float', value: 0.25 } });
    expect(custom).toMatchObject({
      domain: 'own',
      attributes: {
        ks: { type: 'ints', value: [1, -2] },
        s: { type: 'string', value: 'text' },
        fs: { type: 'floats', value: [0.5] },
      },
    });
    const samples = Object.fromEntries(graph.initializers.map((t) => [t.name, t.bytes.slice().buffer]));
    expect([...new Float64Array(samples.d!)]).toEqual([0.1]);
    expect([...new Uint8Array(samples.b!)]).toEqual([1, 0, 1]);
    expect([...new Int32Array(samples.i!)]).toEqual([-7, 9]);
    expect([...new Uint16Array(samples.f!)]).toEqual([0x3c00, 0xb800]);
    expect([...new BigInt64Array(samples.e!)]).toEqual([2n ** 63n - 1n, -3n]);
    expect([...new Int8Array(samples.r!)]).toEqual([0, 1, 2]);
    expect(graph.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: ['n', 2] }]);
    expect(opsets).toEqual([
      { domain: '', version: 17 },
      { domain: 'own', version: 1 },
    ]);
  });

  test.skipIf(!available('onnx'))('python-onnx reads what is written as the same model', () => {
    const path = join(folder, 'ours.onnx');
    fc.assert(
      fc.property(model, (m) => {
        writeFileSync(path, writeModel(m));
        // Serialising again packs the lists and reorders nothing: the reader sees the same model.
        run(python, ['-c', 'import onnx, sys; onnx.save(onnx.load(sys.argv[1]), sys.argv[1])', path]);
        expect(readModel(new Uint8Array(readFileSync(path)), path)).toEqual(m);
      }),
      { numRuns: 4 },
    );
  });

  test.skipIf(!available('torch', 'onnx'))('reads a torch.onnx export', () => {
    const path = join(folder, 'torch.onnx');
    const script = `
import torch, sys
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.c = torch.nn.Conv2d(1, 4, 3, padding=1)
    def forward(self, x):
        y = torch.relu(self.c(x))[:, 1:, ::2]
        return torch.nn.functional.interpolate(y, scale_factor=2, mode='bilinear').mean(3)
torch.manual_seed(0)
torch.onnx.export(Net().eval(), torch.zeros(1, 1, 8, 8), sys.argv[1], opset_version=13, input_names=['x'], dynamic_axes={'x': [0, 2, 3]}, do_constant_folding=False)`;
    run(python, ['-W', 'ignore', '-c', script, path]);
    const bytes = new Uint8Array(readFileSync(path));
    const { graph, producer } = readModel(bytes, path);
    expect(producer).toBe('pytorch');
    expect(graph.nodes.map((n) => n.opType)).toEqual(expect.arrayContaining(['Conv', 'Constant', 'Resize']));
    expect(graph.inputs[0]!.shape[1]).toBe(1);
    const again = writeModel(readModel(bytes, path));
    expect(readModel(again, path)).toEqual(readModel(bytes, path));
  });
});
