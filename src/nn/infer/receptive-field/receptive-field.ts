import type { Margin } from '../../../core/window.js';
import type { Shape } from '../../graph/shape.js';
import type { OnnxGraph } from '../../onnx/model.js';
import { followInput } from './follow-input.js';
import type { Footprint } from './footprint.js';
import { isWhole, type Span } from './span.js';

/** Which pixels of an input a pixel of the output depends on. */
export interface ReceptiveField {
  /** Pixels of the input per pixel of the output. */
  readonly scale: { readonly rows: number; readonly columns: number };
  /**
   * Pixels of the input that count on each side of the one under an output pixel; an upper bound, exact for chains of convolutions.
   * Null when an output pixel may depend on the whole image.
   */
  readonly margin: Margin | null;
  /** Side of the blocks of input pixels that the coarsest level of the network sees: sizes and shifts should be multiples of it. */
  readonly multiple: number;
  /** What made the field unbounded: operators and the values they make. */
  readonly reasons: readonly string[];
}

/**
 * The receptive field of a graph's first output with regard to one of its inputs (NCHW), followed through its nodes (Araujo et al.
 * 2019, "Computing Receptive Fields of Convolutional Neural Networks"). `shapes` are those of the graph's values as far as they are
 * known; without them a reshape of an image counts as unbounded. Null when the output does not depend on the input.
 */
export function receptiveField(
  graph: OnnxGraph,
  input: string,
  shapes: ReadonlyMap<string, Shape> = new Map(),
): ReceptiveField | null {
  const prints = followInput(graph, input, shapes);
  const print = prints.get(graph.outputs[0]!.name);
  if (print === undefined) return null;
  const { rows, columns, reasons } = print;
  return {
    scale: { rows: rows.scale, columns: columns.scale },
    margin: isWhole(rows) || isWhole(columns) ? null : marginOf(print),
    multiple: coarsest([...prints.values()]),
    reasons,
  };
}

/** Whole pixels around the pixel, or the block of pixels, that lies under an output pixel. */
function marginOf({ rows, columns }: Footprint): Margin {
  const before = ({ low }: Span): number => Math.max(0, Math.floor(-low + ROUNDING));
  const after = ({ high, scale }: Span): number => Math.max(0, Math.floor(high - (scale - 1) + ROUNDING));
  return { left: before(columns), top: before(rows), right: after(columns), bottom: after(rows) };
}

/** Spans are sums of products of small fractions. */
const ROUNDING = 1e-9;

/** The largest block of input pixels that one sample stands for, single samples for the whole image aside. */
function coarsest(prints: readonly Footprint[]): number {
  const scales = prints.flatMap((print) => [print.rows.scale, print.columns.scale]);
  return Math.ceil(Math.max(1, ...scales.filter(Number.isFinite)));
}
