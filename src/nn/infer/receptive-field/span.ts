/**
 * What samples of a tensor's axis depend on, along an axis of the input: sample o on the input's pixels from o · scale + low to
 * o · scale + high. Infinite where every sample may depend on every pixel.
 */
export interface Span {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
}

export const WHOLE = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY } as const;

export const isWhole = ({ low }: Span): boolean => low === Number.NEGATIVE_INFINITY;

/** The span behind an operator whose sample o depends on its input's samples from o · step + from to o · step + to. */
export function widen(span: Span, step: number, from: number, to: number): Span {
  const { scale, low, high } = span;
  return { scale: scale * step, low: low + scale * from, high: high + scale * to };
}

/** For operators that combine samples at the same place. */
export function union(a: Span, b: Span): Span {
  if (isWhole(a)) return { ...b, ...WHOLE };
  if (isWhole(b)) return b.scale === a.scale ? b : { ...a, ...WHOLE };
  if (a.scale !== b.scale) return { ...a, ...WHOLE };
  return { scale: a.scale, low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
