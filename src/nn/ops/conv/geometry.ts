import { type Shape, shapeError, showShape } from '../../graph/shape.js';

/** Rows first, columns second. */
export type Pair = readonly [number, number];

/** One number for both axes, or [rows, columns]. */
export type PerAxis = number | Pair;

export interface ConvOptions {
  /** 1 when left out. */
  readonly stride?: PerAxis;
  /** Distance between the samples that neighbouring kernel taps see; 1 when left out. */
  readonly dilation?: PerAxis;
  /** Zeros around the image: for all sides, [rows, columns] or [top, left, bottom, right]; 0 when left out. */
  readonly padding?: PerAxis | readonly [number, number, number, number];
  /** Channels are convolved in this many separate groups; as many as input channels is a depthwise convolution. */
  readonly groups?: number;
}

/** A convolution over images of one size, every quantity per axis. `before` and `after` are the zeros added on either side. */
export interface ConvGeometry {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly before: Pair;
  readonly after: Pair;
  readonly groups: number;
  readonly input: Pair;
  /** floor((input + before + after - reach - 1) / stride) + 1, with {@link reach}. */
  readonly output: Pair;
}

/** Distance between the first and the last tap of the kernel. */
export const reach = ({ kernel, dilation }: Pick<ConvGeometry, 'kernel' | 'dilation'>): Pair => [
  dilation[0] * (kernel[0] - 1),
  dilation[1] * (kernel[1] - 1),
];

/** Everything that the options and the weights say about a convolution, except the sizes of the images. */
export function kernelGeometry(
  operator: string,
  weights: Shape,
  { stride = 1, dilation = 1, padding = 0, groups = 1 }: ConvOptions,
): Omit<ConvGeometry, 'input' | 'output'> {
  if (weights.length !== 4) {
    throw shapeError(operator, `weights have four axes, these are ${showShape(weights)}`);
  }
  const kernel: Pair = [weights[2]!, weights[3]!];
  const sides = typeof padding === 'number' ? [padding, padding] : padding;
  const before: Pair = [sides[0]!, sides[1]!];
  const after: Pair = sides.length === 4 ? [sides[2]!, sides[3]!] : before;
  const geometry = { kernel, stride: pair(stride), dilation: pair(dilation), before, after, groups };
  const positive = [...geometry.stride, ...geometry.dilation, groups];
  if (!positive.every((n) => Number.isInteger(n) && n >= 1)) {
    throw shapeError(operator, `stride, dilation and groups are whole numbers from 1 (${positive})`);
  }
  const furthest = reach(geometry);
  for (const [i, n] of [...before, ...after].entries()) {
    if (!Number.isInteger(n) || n < 0 || n > furthest[i % 2]!) {
      throw shapeError(operator, `padding ${n} is not between 0 and the kernel's reach ${furthest[i % 2]}`);
    }
  }
  return geometry;
}

/** The geometry of a convolution of x [N, C, H, W] with weights [O, C / groups, rows, columns]. */
export function convGeometry(x: Shape, weights: Shape, options: ConvOptions): ConvGeometry {
  const geometry = kernelGeometry('conv', weights, options);
  const { groups } = geometry;
  if (x.length !== 4 || x[1] !== weights[1]! * groups || weights[0]! % groups !== 0) {
    throw shapeError(
      'conv',
      `weights ${showShape(weights)} in ${groups} group(s) do not fit images ${showShape(x)}`,
    );
  }
  const input: Pair = [x[2]!, x[3]!];
  const furthest = reach(geometry);
  const size = (axis: 0 | 1): number => {
    const room = input[axis] + geometry.before[axis] + geometry.after[axis] - furthest[axis] - 1;
    if (room < 0) {
      throw shapeError(
        'conv',
        `images ${showShape(x)} are smaller than the kernel (reach ${furthest[axis]})`,
      );
    }
    return Math.floor(room / geometry.stride[axis]) + 1;
  };
  return { ...geometry, input, output: [size(0), size(1)] };
}

function pair(value: PerAxis): Pair {
  return typeof value === 'number' ? [value, value] : value;
}
