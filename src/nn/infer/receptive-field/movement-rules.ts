import type { Shape } from '../../graph/shape.js';
import { sizeOf } from '../../graph/shape.js';
import { type AxisSpan, everything, type Footprint, mapSides } from './footprint.js';
import type { NodeFacts } from './node-facts.js';
import { unbounded, widen } from './span.js';

export function padRule(print: Footprint, facts: NodeFacts, reason: string): Footprint {
  const pads = facts.constant(1);
  return mapSides(print, reason, (span) =>
    pads === null || span.axis === null
      ? null
      : { axis: span.axis, ...widen(span, 1, -pads[span.axis]!, -pads[span.axis]!) },
  );
}

export function sliceRule(print: Footprint, facts: NodeFacts, reason: string): Footprint {
  const starts = facts.constant(1);
  const rank = facts.shape(0)?.length;
  const axes = facts.constant(3) ?? starts?.map((_, i) => i);
  const steps = facts.constant(4) ?? starts?.map(() => 1);
  if (starts === null || axes?.some((axis) => axis < 0 && rank === undefined) === true)
    return everything(print, reason);
  return mapSides(print, reason, (span) => {
    const k = axes!.findIndex((axis) => (axis < 0 ? axis + rank! : axis) === span.axis);
    if (k < 0) return span;
    const [start, step] = [starts[k]!, steps![k]!];
    return step < 1 || start < 0 ? null : { axis: span.axis, ...widen(span, step, start, start) };
  });
}

export function transposeRule(print: Footprint, facts: NodeFacts, reason: string): Footprint {
  const perm = facts.ints('perm');
  return mapSides(print, reason, (span) => {
    const axis = span.axis === null ? -1 : (perm?.indexOf(span.axis) ?? -1);
    return axis < 0 ? null : { ...span, axis };
  });
}

/** Reshape, Squeeze, Unsqueeze, Flatten, by what they make of the sizes. */
export function reshapeRule(print: Footprint, facts: NodeFacts, reason: string): Footprint {
  const [from, to] = [facts.shape(0), facts.outputShape];
  if (from === null || to === null) return everything(print, reason);
  return mapSides(print, reason, (span) => (span.axis === null ? null : follow(span, span.axis, from, to)));
}

/** An axis stays, is merged with the next ones (each sample becomes several) or is split from them. */
function follow(span: AxisSpan, axis: number, from: Shape, to: Shape): AxisSpan | null {
  const size = from[axis]!;
  const outside = sizeOf(from.slice(0, axis));
  const candidates = to.flatMap((n, i) => (sizeOf(to.slice(0, i)) === outside ? [{ n, i }] : []));
  const same = candidates.find(({ n }) => n === size);
  if (same !== undefined) return { ...span, axis: same.i };
  const other = candidates.find(({ n }) => n > 1 && (n % size === 0 || size % n === 0));
  if (other === undefined) return null;
  const factor = other.n / size;
  // Merged: sample o comes from o / factor, rounded down. Split: sample o stands for 1 / factor samples.
  const ways =
    factor > 1
      ? widen(span, 1 / factor, (1 - factor) / factor, 0)
      : widen(span, 1 / factor, 0, 1 / factor - 1);
  return { axis: other.i, ...ways };
}

/** Reductions: an axis they run over stands for the whole image afterwards, or is gone. */
export function reduceRule(
  print: Footprint,
  facts: NodeFacts,
  axes: readonly number[] | null,
  reason: string,
): Footprint {
  const rank = facts.shape(0)?.length ?? 4;
  const keep = facts.int('keepdims', 1) === 1;
  const over = axes?.map((axis) => (axis < 0 ? axis + rank : axis)) ?? [0, 1, 2, 3];
  return mapSides(print, reason, (span) => {
    if (span.axis === null) return span;
    const before = keep ? 0 : over.filter((axis) => axis < span.axis!).length;
    if (!over.includes(span.axis)) return { ...span, axis: span.axis - before };
    return { ...unbounded(span), scale: Number.POSITIVE_INFINITY, axis: keep ? span.axis : null };
  });
}

/** Softmax, Split, Gather: fine along any axis but one of the image's. */
export function besideRule(print: Footprint, facts: NodeFacts, axis: number, reason: string): Footprint {
  const rank = facts.shape(0)?.length ?? 4;
  const normal = axis < 0 ? axis + rank : axis;
  return mapSides(print, reason, (span) => (span.axis === normal ? null : span));
}

/** Joins along an axis; one of the image's would shift places. */
export function concatKeeps(facts: NodeFacts, print: Footprint): boolean {
  const axis = facts.int('axis', 1);
  const rank = facts.outputShape?.length ?? 4;
  const normal = axis < 0 ? axis + rank : axis;
  return print.rows.axis !== normal && print.columns.axis !== normal;
}
