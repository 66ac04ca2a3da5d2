import { CuestaError } from '../../core/errors.js';

/** Sizes of a tensor's axes, outermost first. Images are NCHW. [] is a scalar. */
export type Shape = readonly number[];

export const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`;

/** What an operator throws when its inputs do not fit: the operator's name, the shapes and the rule they break. */
export function shapeError(operator: string, message: string): CuestaError {
  return new CuestaError('config', `${operator}: ${message}.`, {
    subject: operator,
    hint: 'Check the shapes that enter this operator; images are NCHW.',
  });
}

/** The common shape under NumPy's rule: aligned at the last axis, sizes equal or 1. */
export function broadcastShape(operator: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const p = a[a.length - rank + i] ?? 1;
    const q = b[b.length - rank + i] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw shapeError(operator, `${showShape(a)} and ${showShape(b)} do not broadcast`);
    }
    return Math.max(p, q);
  });
}

/** Axes as non-negative numbers in ascending order; all of them when none are given. */
export function normalAxes(operator: string, shape: Shape, axes?: readonly number[]): number[] {
  const rank = shape.length;
  return (axes ?? shape.map((_, i) => i))
    .map((axis) => {
      const a = axis < 0 ? axis + rank : axis;
      if (!Number.isInteger(a) || a < 0 || a >= rank) {
        throw shapeError(operator, `axis ${axis} is not an axis of ${showShape(shape)}`);
      }
      return a;
    })
    .sort((p, q) => p - q);
}
