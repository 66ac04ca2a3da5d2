import type { RealSamples } from '../../core/band.js';
import { intersect, type Window } from '../../core/window.js';
import { dropInfinite } from '../missing.js';
import { blockArea, type TiffImage } from './image.js';
import { isComplex } from './sample-type.js';

/** Which samples of a decoded block go where in the array of a window. Plain data: it travels to worker threads. */
export interface Placement {
  readonly cols: number;
  readonly rows: number;
  /** Index of the first sample in the block, and the steps to the next column and row. */
  readonly from: number;
  readonly fromCol: number;
  readonly fromRow: number;
  /** Index of the first sample in the window's array, and the step to the next row. */
  readonly to: number;
  readonly toRow: number;
}

/** The part of a block that lies in the window and in the image; they must share a pixel. */
export function placeBlock(
  image: TiffImage,
  block: { readonly blockCol: number; readonly blockRow: number },
  band: number,
  window: Window,
): Placement {
  const { width, samples, dtype } = image.block;
  const area = blockArea(image, block);
  const part = intersect(window, area)!;
  const fromCol = samples * (isComplex(dtype) ? 2 : 1);
  const first = image.planar ? 0 : (band * fromCol) / samples;
  return {
    cols: part.width,
    rows: part.height,
    from: ((part.row - area.row) * width + part.col - area.col) * fromCol + first,
    fromCol,
    fromRow: width * fromCol,
    to: (part.row - window.row) * window.width + part.col - window.col,
    toRow: window.width,
  };
}

/** What turns stored samples into heights. */
export interface HeightRule {
  readonly nodata: number | null;
  readonly scale: number;
  readonly offset: number;
}

/** Places samples as heights: nodata and what is infinite become NaN, everything else `sample * scale + offset`. */
export function placeHeights(block: RealSamples, p: Placement, target: Float32Array, rule: HeightRule): void {
  if (block instanceof BigInt64Array || block instanceof BigUint64Array) {
    placeHeights(Float64Array.from(block, Number), p, target, rule);
    return;
  }
  const { scale, offset } = rule;
  // NaN equals nothing, itself included: it stands for "no such sample", and NaN samples are NaN anyway.
  const nodata = rule.nodata ?? NaN;
  if (block instanceof Float32Array && p.fromCol === 1 && scale === 1 && offset === 0) {
    copyHeights(block, p, target, nodata);
    return;
  }
  for (let row = 0; row < p.rows; row++) {
    let from = p.from + row * p.fromRow;
    const start = p.to + row * p.toRow;
    const end = start + p.cols;
    for (let to = start; to < end; to++, from += p.fromCol) {
      const sample = block[from];
      target[to] = sample === nodata ? NaN : sample * scale + offset;
    }
    dropInfinite(target, start, end);
  }
}

/**
 * The common case: whole rows at a time, and only rows with missing samples one by one (a third of the time of the
 * loop above). The block may have been decoded in place.
 */
function copyHeights(block: Float32Array, p: Placement, target: Float32Array, nodata: number): void {
  const elsewhere = block.buffer !== target.buffer;
  for (let row = 0; row < p.rows; row++) {
    const from = p.from + row * p.fromRow;
    const start = p.to + row * p.toRow;
    const samples = block.subarray(from, from + p.cols);
    if (elsewhere) target.set(samples, start);
    dropInfinite(target, start, start + p.cols);
    if (Number.isNaN(nodata) || !samples.includes(nodata)) continue;
    for (let i = start; i < start + p.cols; i++) if (target[i] === nodata) target[i] = NaN;
  }
}

/** Places samples as they are; block and target have the same type. `part` 1 takes imaginary parts. */
export function placeSamples(block: RealSamples, p: Placement, target: RealSamples, part: number): void {
  for (let row = 0; row < p.rows; row++) {
    let from = p.from + part + row * p.fromRow;
    const start = p.to + row * p.toRow;
    if (p.fromCol === 1) {
      target.set(block.subarray(from, from + p.cols) as never, start);
    } else {
      for (let to = start; to < start + p.cols; to++, from += p.fromCol) target[to] = block[from];
    }
  }
}

/** Fills the place of a block that the file does not hold. */
export function placeValue(value: number, p: Placement, target: RealSamples): void {
  const fill = target instanceof BigInt64Array || target instanceof BigUint64Array ? BigInt(value) : value;
  for (let row = 0; row < p.rows; row++) {
    const start = p.to + row * p.toRow;
    target.fill(fill as never, start, start + p.cols);
  }
}
