import type { Attribute, DType, OnnxInitializer, OnnxModel, OnnxNode } from '../onnx/model.js';
import { samplesToBytes } from './samples.js';
import { type Shape, shapeError, showShape, sizeOf } from './shape.js';

/** A value inside a {@link Graph}: what an operator takes and returns. It holds no samples; those exist when a session runs. */
export interface Tensor {
  readonly graph: Graph;
  /** Unique in the graph. */
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What arithmetic operators accept: a number stands for a scalar constant of the graph's float type. */
export type Operand = Tensor | number;

/**
 * What a graph is written for. `cpu`: ONNX Runtime's CPU provider, with its fused operators. `webgpu`: only operators that its
 * WebGPU provider has. `reference`: float64 and only operators with a float64 kernel; it defines the result of the other two.
 */
export type Target = 'cpu' | 'webgpu' | 'reference';

/** Gradients of the inputs given that of the output; null where it is not `wanted`. Emits nodes, is not recorded itself. */
export type Vjp = (dy: Tensor, wanted: readonly boolean[]) => readonly (Tensor | null)[];

export interface Recorded {
  readonly inputs: readonly (Tensor | null)[];
  readonly output: Tensor;
  readonly vjp: Vjp;
}

export interface EmitOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly dtype?: DType;
  readonly domain?: string;
}

const OPSETS = [
  { domain: '', version: 20 },
  { domain: 'com.microsoft', version: 1 },
];

/** Constants up to this many samples are shared when they are equal. */
const SHARED_CONSTANT = 64;

/**
 * An ONNX graph under construction, with static shapes. Operators (src/nn/ops) are functions on its tensors: they {@link emit}
 * nodes and {@link record} how to differentiate them.
 */
export class Graph {
  readonly target: Target;
  /** float64 for the reference, float32 otherwise. */
  readonly float: 'float32' | 'float64';
  readonly tape: Recorded[] = [];
  /** Multiply-adds of convolutions and matrix products counted as two operations each. */
  flops = 0;
  private readonly nodes: OnnxNode[] = [];
  private readonly initializers: OnnxInitializer[] = [];
  private readonly shared = new Map<string, Tensor>();
  private readonly inputs: Tensor[] = [];
  private readonly outputs: Tensor[] = [];
  private readonly tracked = new WeakSet<Tensor>();
  private recording = true;

  constructor(target: Target) {
    this.target = target;
    this.float = target === 'reference' ? 'float64' : 'float32';
  }

  /** A named input. Only what depends on a `differentiable` tensor is recorded for {@link gradients}. */
  input(name: string, shape: Shape, options: { dtype?: DType; differentiable?: boolean } = {}): Tensor {
    const tensor: Tensor = { graph: this, name, shape, dtype: options.dtype ?? this.float };
    this.inputs.push(tensor);
    if (options.differentiable === true) this.tracked.add(tensor);
    return tensor;
  }

  /** Makes a tensor an output of the model under this name. */
  output(name: string, tensor: Tensor): void {
    this.nodes.push({
      opType: 'Identity',
      domain: '',
      inputs: [tensor.name],
      outputs: [name],
      attributes: {},
    });
    this.outputs.push({ ...tensor, name });
  }

  constant(values: ArrayLike<number> | number, shape?: Shape, dtype: DType = this.float): Tensor {
    const list = typeof values === 'number' ? [values] : values;
    const dims = shape ?? (typeof values === 'number' ? [] : [list.length]);
    if (sizeOf(dims) !== list.length) {
      throw shapeError('constant', `${list.length} values do not fill ${showShape(dims)}`);
    }
    const bytes = samplesToBytes(dtype, list);
    const key = list.length > SHARED_CONSTANT ? null : `${dtype}|${dims}|${bytes}`;
    const known = key === null ? undefined : this.shared.get(key);
    if (known !== undefined) return known;
    const tensor: Tensor = { graph: this, name: `constant_${this.initializers.length}`, shape: dims, dtype };
    this.initializers.push({ name: tensor.name, dtype, shape: dims, bytes });
    if (key !== null) this.shared.set(key, tensor);
    return tensor;
  }

  /** Shapes, axes and indices, as operators want them. */
  int64(values: readonly number[]): Tensor {
    return this.constant(values, [values.length], 'int64');
  }

  /** A number as a constant; a tensor as it is. */
  lift(operand: Operand): Tensor {
    return typeof operand === 'number' ? this.constant(operand) : operand;
  }

  /** Appends a node with one output. Null stands for an optional input that is left out. */
  emit(opType: string, inputs: readonly (Tensor | null)[], shape: Shape, options: EmitOptions = {}): Tensor {
    return this.emitMany(opType, inputs, [shape], options)[0]!;
  }

  /** Appends a node with several outputs. */
  emitMany(
    opType: string,
    inputs: readonly (Tensor | null)[],
    shapes: readonly Shape[],
    { attributes = {}, dtype = this.float, domain = '' }: EmitOptions = {},
  ): Tensor[] {
    const name = `${opType}_${this.nodes.length}`;
    const made = shapes.map((shape, i): Tensor => {
      return { graph: this, name: i === 0 ? name : `${name}_${i}`, shape, dtype };
    });
    this.nodes.push({
      opType,
      domain,
      inputs: inputs.map((t) => t?.name ?? ''),
      outputs: made.map((t) => t.name),
      attributes,
    });
    return made;
  }

  /** Notes how `output` depends on `inputs`; operators call it last and return what it returns. */
  record(inputs: readonly (Tensor | null)[], output: Tensor, vjp: Vjp): Tensor {
    if (this.recording && inputs.some((t) => t !== null && this.tracked.has(t))) {
      this.tracked.add(output);
      this.tape.push({ inputs, output, vjp });
    }
    return output;
  }

  /** Whether gradients can reach this tensor. */
  differentiable(tensor: Tensor): boolean {
    return this.tracked.has(tensor);
  }

  /** Runs `body` without recording: for the inside of operators that bring their own gradient, and for gradients. */
  unrecorded<T>(body: () => T): T {
    const before = this.recording;
    this.recording = false;
    try {
      return body();
    } finally {
      this.recording = before;
    }
  }

  toModel(metadata: Readonly<Record<string, string>> = {}): OnnxModel {
    return {
      irVersion: 9,
      producer: 'cuesta',
      opsets: OPSETS,
      metadata,
      graph: {
        name: 'cuesta',
        nodes: this.nodes,
        initializers: this.initializers,
        inputs: this.inputs,
        outputs: this.outputs,
      },
    };
  }
}
