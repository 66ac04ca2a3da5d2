import type { Crossing, Segment } from './contour-cell.js';

/** A contour in pixels (corner convention, so that pixel centres lie at halves). */
export interface Contour {
  readonly level: number;
  /** `col, row, col, row, ...` with the higher ground on the right; a ring ends with its first point. */
  readonly points: readonly number[];
}

/** A line that may grow at both ends. */
interface Chain {
  readonly level: number;
  start: Crossing;
  end: Crossing;
  /** From somewhere in the line back to its start: `row, col, row, col, ...`. */
  readonly before: number[];
  /** From there on to its end: `col, row, ...`. */
  readonly after: number[];
}

/** Joins segments to lines; memory: the lines that still grow. */
export interface ContourJoiner {
  /** Adds a segment; the ring that it closes, if it does. */
  add(segment: Segment, level: number): Contour[];
  /** Takes out the lines of which neither end lies on a line of sides for which `isOpen`. */
  release(isOpen: (line: number) => boolean): Contour[];
}

export function createContourJoiner(): ContourJoiner {
  const byStart = new Map<string, Chain>();
  const byEnd = new Map<string, Chain>();
  const enter = (chain: Chain): void => {
    byStart.set(chain.start.key, chain);
    byEnd.set(chain.end.key, chain);
  };
  const leave = (chain: Chain): void => {
    byStart.delete(chain.start.key);
    byEnd.delete(chain.end.key);
  };
  return {
    add([from, to], level) {
      const first = byEnd.get(from.key);
      const second = byStart.get(to.key);
      if (first !== undefined) leave(first);
      if (second !== undefined) leave(second);
      if (first !== undefined && first === second)
        return contoursOf([{ ...first, after: [...first.after, to.col, to.row] }]);
      if (first === undefined && second === undefined) {
        enter({ level, start: from, end: to, before: [from.row, from.col], after: [to.col, to.row] });
      } else if (second === undefined) {
        first!.after.push(to.col, to.row);
        enter(Object.assign(first!, { end: to }));
      } else if (first === undefined) {
        second.before.push(from.row, from.col);
        enter(Object.assign(second, { start: from }));
      } else enter(joined(first, second));
      return [];
    },
    release(isOpen) {
      const done = [...byStart.values()].filter(({ start, end }) => !isOpen(start.line) && !isOpen(end.line));
      for (const chain of done) leave(chain);
      return contoursOf(done);
    },
  };
}

/** The shorter line is copied, so that long lines of many pieces take no quadratic time. */
function joined(first: Chain, second: Chain): Chain {
  const { level } = first;
  const { start } = first;
  const { end } = second;
  if (first.before.length + first.after.length > second.before.length + second.after.length) {
    for (let i = second.before.length - 1; i >= 0; i--) first.after.push(second.before[i]);
    for (const value of second.after) first.after.push(value);
    return { level, start, end, before: first.before, after: first.after };
  }
  for (let i = first.after.length - 1; i >= 0; i--) second.before.push(first.after[i]);
  for (const value of first.before) second.before.push(value);
  return { level, start, end, before: second.before, after: second.after };
}

/** Points without repetition; what shrinks to a point (a single height that equals the level) is left out. */
function contoursOf(chains: readonly Chain[]): Contour[] {
  const contours: Contour[] = [];
  for (const { level, before, after } of chains) {
    const points: number[] = [];
    const add = (col: number, row: number): void => {
      if (points.length > 0 && col === points[points.length - 2] && row === points[points.length - 1]) return;
      points.push(col, row);
    };
    for (let i = before.length - 1; i > 0; i -= 2) add(before[i], before[i - 1]);
    for (let i = 0; i < after.length; i += 2) add(after[i], after[i + 1]);
    if (points.length > 2) contours.push({ level, points });
  }
  return contours;
}
