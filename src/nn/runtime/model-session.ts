import { CuestaError } from '../../core/errors.js';
import { type Shape, showShape, sizeOf } from '../graph/shape.js';

/** Samples that enter or leave a model, row-major. */
export interface ModelTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** An open model. Owns memory of the runtime: release it. One run at a time. */
export interface ModelSession {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /**
   * Runs the model on one batch. The results belong to the caller.
   *
   * @throws CuestaError `input` for inputs that are missing or do not fill their shape, `backend` when the runtime fails
   */
  run(inputs: Readonly<Record<string, ModelTensor>>): Promise<Readonly<Record<string, ModelTensor>>>;
  release(): Promise<void>;
}

/** Runs ONNX models: the same in Node and in the browser. */
export interface InferenceRuntime {
  /** Where it runs, for reports: e.g. `onnxruntime-node cpu, 2 threads`. */
  readonly description: string;
  /**
   * Opens the bytes of an ONNX file; `name` names it in errors.
   *
   * @throws CuestaError `backend` when the runtime refuses the model
   */
  open(model: Uint8Array, name: string): Promise<ModelSession>;
}

/** The part of onnxruntime-common that onnxruntime-node and onnxruntime-web share. */
export interface OrtModule {
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor;
}

export interface OrtTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];
  dispose(): void;
}

export interface OrtSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, OrtTensor>): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}

/** A session of ONNX Runtime behind the project's interface. */
export function wrapSession(ort: OrtModule, session: OrtSession, name: string): ModelSession {
  const { inputNames, outputNames } = session;
  return {
    inputs: inputNames,
    outputs: outputNames,
    async run(inputs) {
      const feeds = Object.fromEntries(
        inputNames.map((input) => [input, feedOf(ort, name, input, inputs[input])]),
      );
      const results = await runSession(session, feeds, name);
      return Object.fromEntries(
        outputNames.map((output) => [output, resultOf(name, output, results[output]!)]),
      );
    },
    release: () => session.release(),
  };
}

function feedOf(ort: OrtModule, model: string, input: string, tensor: ModelTensor | undefined): OrtTensor {
  if (tensor === undefined || sizeOf(tensor.shape) !== tensor.data.length) {
    const found =
      tensor === undefined
        ? 'it is missing'
        : `it is ${showShape(tensor.shape)} of ${tensor.data.length} samples`;
    throw new CuestaError('input', `${model} needs input "${input}"; ${found}.`, {
      subject: input,
      hint: 'Give one tensor per input, with as many samples as its shape says.',
    });
  }
  return new ort.Tensor('float32', tensor.data, tensor.shape);
}

async function runSession(session: OrtSession, feeds: Record<string, OrtTensor>, name: string) {
  try {
    return await session.run(feeds);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CuestaError('backend', `ONNX Runtime failed to run ${name}: ${why}`, {
      subject: name,
      hint: 'Check the shapes of the inputs (cuesta model info FILE shows what the model takes) and the free memory.',
      cause,
    });
  }
}

function resultOf(model: string, output: string, tensor: OrtTensor): ModelTensor {
  if (!(tensor.data instanceof Float32Array)) {
    throw new CuestaError('unsupported', `Output "${output}" of ${model} is ${tensor.type}, not float32.`, {
      subject: output,
      hint: 'Export the model with float32 outputs.',
    });
  }
  return { shape: [...tensor.dims], data: tensor.data };
}

/** What to throw when a runtime refuses a model. */
export function refusedModel(name: string, device: string, cause: unknown): CuestaError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CuestaError('backend', `ONNX Runtime refuses ${name} on ${device}: ${why}`, {
    subject: name,
    hint:
      device === 'webgpu'
        ? 'Use the CPU, or check that the browser or the graphics driver offers WebGPU.'
        : 'The model file may be damaged, hold an operator that is not known, or be made for a newer ONNX Runtime.',
    cause,
  });
}
