/**
 * What samples of a tensor's axis depend on, along an axis of the input: sample o on the input's pixels from o · scale + low to
 * o · scale + high. Low and high are infinite where every sample may depend on every pixel; so is the scale where one sample stands for
 * the whole axis.
 */
export interface Span {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
}

const EVERYWHERE = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY } as const;

export const isWhole = ({ low }: Span): boolean => low === Number.NEGATIVE_INFINITY;

/** The same samples, of which nothing is known but that they depend on the input. */
export function unbounded<T extends Span>(span: T): T {
  return { ...span, ...EVERYWHERE };
}

/** The span behind an operator whose sample o depends on its input's samples from o · step + from to o · step + to. */
export function widen(span: Span, step: number, from: number, to: number): Span {
  const { scale, low, high } = span;
  if (isWhole(span)) return { ...span, scale: scale * step };
  return { scale: scale * step, low: low + scale * from, high: high + scale * to };
}

/** For operators that combine samples at the same place, repeating what stands for the whole axis. */
export function union(a: Span, b: Span): Span {
  const scale = Math.min(a.scale, b.scale);
  if (isWhole(a) || isWhole(b) || a.scale !== b.scale) return unbounded({ ...a, scale });
  return { scale, low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
