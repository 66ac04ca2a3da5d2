import { everything, type Footprint, mapSides } from './footprint.js';
import type { NodeFacts } from './node-facts.js';
import { widen } from './span.js';

/** Convolutions and pooling over NCHW images. */
export function windowRule(print: Footprint, facts: NodeFacts, reason: string): Footprint {
  const geometry = windowGeometry(facts);
  if (geometry === null || !isImage(print)) return everything(print, reason);
  return mapSides(print, reason, (span, side) => {
    const { kernel, stride, dilation, before } = geometry(side);
    const reach = dilation * (kernel - 1);
    if (facts.node.opType === 'ConvTranspose') {
      // Sample o gets what sample i spreads to i · stride - before + tap · dilation.
      return { axis: span.axis, ...widen(span, 1 / stride, (before - reach) / stride, before / stride) };
    }
    const padding = before ?? 0;
    return { axis: span.axis, ...widen(span, stride, -padding, reach - padding) };
  });
}

/** Whether rows and columns are where operators on images expect them. */
function isImage({ rows, columns }: Footprint): boolean {
  return rows.axis === 2 && columns.axis === 3;
}

function windowGeometry(facts: NodeFacts) {
  const kernel = facts.ints('kernel_shape') ?? facts.shape(1)?.slice(2);
  const automatic = facts.text('auto_pad', 'NOTSET');
  if (kernel === undefined || (automatic !== 'NOTSET' && automatic !== 'VALID')) return null;
  const [strides, dilations, pads] = ['strides', 'dilations', 'pads'].map((name) => facts.ints(name));
  return (side: 0 | 1) => ({
    kernel: kernel[side]!,
    stride: strides?.[side] ?? 1,
    dilation: dilations?.[side] ?? 1,
    before: pads?.[side] ?? 0,
  });
}

/** Phases of a resampling that are looked at: more than any factor in use repeats after. */
const PHASES = 256;

/** Nearest, linear and cubic resampling by constant factors. */
export function resizeRule(print: Footprint, facts: NodeFacts, reason: string): Footprint {
  const factors = resizeFactors(facts);
  const mode = facts.text('mode', 'nearest');
  const transformation = facts.text('coordinate_transformation_mode', 'half_pixel');
  const isLocal = ['half_pixel', 'pytorch_half_pixel', 'asymmetric'].includes(transformation);
  if (factors === null || !isLocal || !isImage(print)) return everything(print, reason);
  return mapSides(print, reason, (span, side) => {
    const factor = factors[side]!;
    let [from, to] = [0, 0];
    for (let o = 0; o < PHASES; o++) {
      const x = transformation === 'asymmetric' ? o / factor : (o + 0.5) / factor - 0.5;
      const taps = tapsAt(x, mode, facts.text('nearest_mode', 'round_prefer_floor'));
      from = Math.min(from, taps[0] - o / factor);
      to = Math.max(to, taps[1] - o / factor);
    }
    return { axis: span.axis, ...widen(span, 1 / factor, from, to) };
  });
}

/** Rows and columns of the result per row and column; null when they are not constant. */
function resizeFactors(facts: NodeFacts): readonly number[] | null {
  const scales = facts.constant(2) ?? (facts.node.opType === 'Upsample' ? facts.constant(1) : null);
  if (scales?.length === 4) return scales.slice(2);
  const [from, to] = [facts.shape(0), facts.outputShape];
  if (from?.length !== 4 || to?.length !== 4) return null;
  return [2, 3].map((axis) => to[axis]! / from[axis]!);
}

/** First and last sample that position x reads. */
function tapsAt(x: number, mode: string, rounding: string): readonly [number, number] {
  const floor = Math.floor(x);
  if (mode === 'cubic') return [floor - 1, floor + 2];
  if (mode === 'linear') return [floor, Math.ceil(x)];
  const near =
    rounding === 'floor'
      ? floor
      : rounding === 'ceil'
        ? Math.ceil(x)
        : rounding === 'round_prefer_ceil'
          ? Math.floor(x + 0.5)
          : Math.ceil(x - 0.5);
  return [near, near];
}

/** Channels to blocks of pixels and back. */
export function blockRule(print: Footprint, facts: NodeFacts, reason: string): Footprint {
  const block = facts.int('blocksize', 1);
  if (!isImage(print)) return everything(print, reason);
  return mapSides(print, reason, (span) =>
    facts.node.opType === 'DepthToSpace'
      ? { axis: span.axis, ...widen(span, 1 / block, (1 - block) / block, 0) }
      : { axis: span.axis, ...widen(span, block, 0, block - 1) },
  );
}
