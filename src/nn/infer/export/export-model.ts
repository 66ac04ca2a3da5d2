import { CuestaError } from '../../../core/errors.js';
import { showShape } from '../../graph/shape.js';
import type { OnnxModel } from '../../onnx/model.js';
import { writeModel } from '../../onnx/write-model.js';
import { type ReceptiveField, receptiveField } from '../receptive-field/receptive-field.js';
import { prune, removeOutputIdentities } from './edit-graph.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { foldConstantSlices } from './fold-slices.js';
import { FREE_AXES, type FreeAxis, mergeTraces } from './free-sizes.js';
import { halveWeights } from './half-weights.js';
import { lowerOpset } from './lower-opset.js';
import { type InferenceSpec, type Trace, traceInference } from './trace.js';

export interface ExportOptions {
  /** How weights lie on disk; the arithmetic is float32. float16 when left out. */
  readonly weights?: 'float16' | 'float32';
  /** Texts for the file's own metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ExportedModel {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly model: OnnxModel;
  /** Axes that have no fixed size in the file. */
  readonly freeAxes: readonly FreeAxis[];
  /** With regard to every input, in their order. */
  readonly receptiveFields: readonly ReceptiveField[];
  /** Sizes of free axes have to be multiples of it. */
  readonly multiple: number;
  /** Weights and other parameters of the network. */
  readonly parameters: number;
  /** Operations of convolutions and matrix products at the given input shapes. */
  readonly flops: number;
}

/** In this order: the first that the operators allow is taken. */
const FREEDOMS: readonly (readonly FreeAxis[])[] = [
  ['batch', 'height', 'width'],
  ['height', 'width'],
  ['batch'],
  [],
];

/**
 * Makes an ONNX file for inference: weights are constants, batch normalisation is folded into convolutions, batch and image size stay
 * free where the operators allow it. The file has only standard operators (see lower-opset.ts), so that it runs on every provider.
 *
 * @throws CuestaError `config` when weights or shapes do not fit the network
 */
export function exportModel(
  spec: InferenceSpec,
  { weights = 'float16', metadata = {} }: ExportOptions = {},
): ExportedModel {
  checkInputs(spec);
  const trace = traceInference(spec);
  const receptiveFields = spec.inputs.map(({ name }) => fieldOf(trace, name));
  const multiple = Math.max(...receptiveFields.map((field) => field.multiple));
  const { model, freeAxes } = freest(spec, trace, multiple);
  const slim = foldBatchNorm(foldConstantSlices(removeOutputIdentities(prune(model.graph))));
  const stored = weights === 'float16' ? halveWeights(slim) : slim;
  const finished = lowerOpset({ ...model, metadata, graph: stored });
  return {
    bytes: writeModel(finished),
    model: finished,
    freeAxes,
    receptiveFields,
    multiple,
    parameters: spec.weights.parameters.registry.size,
    flops: trace.flops,
  };
}

function checkInputs({ inputs }: InferenceSpec): void {
  const wrong = inputs.find(({ shape }) => shape.length !== 4);
  if (wrong === undefined) return;
  throw new CuestaError(
    'config',
    `Input ${wrong.name} is ${showShape(wrong.shape)}; exported networks take NCHW images.`,
    {
      subject: wrong.name,
      hint: 'Give four sizes: batch, channels, height, width.',
    },
  );
}

function fieldOf({ model, shapes }: Trace, input: string): ReceptiveField {
  const field = receptiveField(model.graph, input, shapes);
  if (field !== null) return field;
  throw new CuestaError('config', `The network's output does not depend on its input ${input}.`, {
    subject: input,
    hint: 'Remove the input, or use it in the network.',
  });
}

/** The model with as many free axes as the operators allow. */
function freest(
  spec: InferenceSpec,
  trace: Trace,
  multiple: number,
): { model: OnnxModel; freeAxes: readonly FreeAxis[] } {
  const grown = new Map<FreeAxis, Trace | null>();
  for (const freeAxes of FREEDOMS) {
    for (const axis of freeAxes) {
      if (!grown.has(axis)) grown.set(axis, grow(spec, trace, axis, axis === 'batch' ? 1 : multiple));
    }
    const variants = freeAxes.map((axis) => grown.get(axis) ?? null);
    const model = variants.includes(null) ? null : mergeTraces([trace, ...(variants as Trace[])], freeAxes);
    if (model !== null) return { model, freeAxes };
  }
  return { model: trace.model, freeAxes: [] };
}

/** The network for inputs that are larger along one axis; null when it refuses them. */
function grow(spec: InferenceSpec, trace: Trace, axis: FreeAxis, by: number): Trace | null {
  const inputs = spec.inputs.map(({ name, shape }) => {
    return { name, shape: shape.map((size, i) => (i === FREE_AXES[axis] ? size + by : size)) };
  });
  try {
    return traceInference({ ...spec, inputs }, trace);
  } catch (error) {
    if (error instanceof CuestaError) return null;
    throw error;
  }
}
