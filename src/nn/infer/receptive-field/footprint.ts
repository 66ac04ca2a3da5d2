import { isWhole, type Span, unbounded, union } from './span.js';

/** How a tensor depends on one input of the network: which of its axes are the image's rows and columns, and their spans. */
export interface Footprint {
  readonly rows: AxisSpan;
  readonly columns: AxisSpan;
  /** The operators that made a span infinite. */
  readonly reasons: readonly string[];
}

export interface AxisSpan extends Span {
  /** Index of the axis in the tensor; null once the tensor has no such axis. */
  readonly axis: number | null;
}

export type Side = 'rows' | 'columns';

const SIDES: readonly Side[] = ['rows', 'columns'];

/** Applies a rule to rows and columns; a rule that gives null loses track, for the reason that is given. */
export function mapSides(
  print: Footprint,
  reason: string,
  rule: (span: AxisSpan, side: 0 | 1) => AxisSpan | null,
): Footprint {
  const [rows, columns] = SIDES.map((side, i) => rule(print[side], i as 0 | 1) ?? unbounded(print[side]));
  const lost = [rows!, columns!].some((span, i) => isWhole(span) && !isWhole(print[SIDES[i]!]));
  return { rows: rows!, columns: columns!, reasons: lost ? [...print.reasons, reason] : print.reasons };
}

export const everything = (print: Footprint, reason: string): Footprint =>
  mapSides(print, reason, () => null);

/** Of an operator that combines tensors place by place, aligned at the last axis. */
export function unite(
  prints: readonly { readonly print: Footprint; readonly rank: number }[],
  reason: string,
): Footprint {
  const rank = Math.max(...prints.map((p) => p.rank));
  const aligned = prints.map((p) => {
    return mapSides(p.print, reason, (s) => (s.axis === null ? s : { ...s, axis: s.axis + rank - p.rank }));
  });
  return aligned.reduce((a, b) => ({
    ...mapSides(a, reason, (span, i) => {
      const other = b[SIDES[i]!];
      const axis = span.axis ?? other.axis;
      const same = span.axis === other.axis || span.axis === null || other.axis === null;
      return same ? { axis, ...union(span, other) } : null;
    }),
    ...mergeReasons(a, b, reason),
  }));
}

function mergeReasons(a: Footprint, b: Footprint, reason: string): Pick<Footprint, 'reasons'> {
  const mixed = SIDES.some(
    (side) => !isWhole(a[side]) && !isWhole(b[side]) && a[side].scale !== b[side].scale,
  );
  return { reasons: [...new Set([...a.reasons, ...b.reasons, ...(mixed ? [reason] : [])])] };
}
