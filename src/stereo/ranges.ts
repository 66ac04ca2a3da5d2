/** Disparities that every pixel of a level may have: own for every pixel, or one range for all. */
export type SearchRange =
  | { readonly kind: 'all'; readonly low: number; readonly high: number }
  | { readonly kind: 'coarser'; readonly width: number; readonly low: Int32Array; readonly high: Int32Array };

/** Widest union of neighbours' ranges that an empty pixel gets, columns. */
const WIDEST = 64;

/**
 * Ranges for the next finer level (Wang et al. 2022, section 2.3): twice the disparity, plus and minus `search`. An empty pixel takes the
 * union of the ranges of its known neighbours, ring by ring from the edge of its hole inwards.
 */
export function rangesFrom(disparity: Float32Array, width: number, search: number): SearchRange {
  const low = new Int32Array(disparity.length);
  const high = new Int32Array(disparity.length);
  const known = new Uint8Array(disparity.length);
  for (let p = 0; p < disparity.length; p++) {
    if (Number.isNaN(disparity[p])) continue;
    const d = Math.round(2 * disparity[p]);
    known[p] = 1;
    low[p] = d - search;
    high[p] = d + search;
  }
  fill(low, high, known, width);
  return { kind: 'coarser', width, low, high };
}

function fill(low: Int32Array, high: Int32Array, known: Uint8Array, width: number): void {
  let ring = emptyBesideKnown(known, width);
  while (ring.length > 0) {
    const found = ring.map((p) => unionAround(p, low, high, known, width));
    for (const [k, p] of ring.entries()) {
      known[p] = 1;
      low[p] = found[k][0];
      high[p] = found[k][1];
    }
    const next = new Set<number>();
    for (const p of ring) {
      forEachNeighbour(p, width, known.length, (q) => {
        if (known[q] === 0) next.add(q);
      });
    }
    ring = [...next];
  }
}

function emptyBesideKnown(known: Uint8Array, width: number): number[] {
  const ring: number[] = [];
  for (let p = 0; p < known.length; p++) {
    if (known[p] === 1) continue;
    let beside = false;
    forEachNeighbour(p, width, known.length, (q) => {
      if (known[q] === 1) beside = true;
    });
    if (beside) ring.push(p);
  }
  return ring;
}

function unionAround(
  p: number,
  low: Int32Array,
  high: Int32Array,
  known: Uint8Array,
  width: number,
): readonly [number, number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  forEachNeighbour(p, width, known.length, (q) => {
    if (known[q] === 0) return;
    from = Math.min(from, low[q]);
    to = Math.max(to, high[q]);
  });
  const excess = Math.max(0, to - from + 1 - WIDEST);
  return [from + (excess >> 1), to - (excess - (excess >> 1))];
}

function forEachNeighbour(p: number, width: number, length: number, visit: (q: number) => void): void {
  const x = p % width;
  for (let row = p - x - width; row <= p - x + width; row += width) {
    if (row < 0 || row >= length) continue;
    for (let i = Math.max(x - 1, 0); i <= Math.min(x + 1, width - 1); i++) {
      if (row + i !== p) visit(row + i);
    }
  }
}

/** Low ends and numbers of disparities for rows [from, to) of a level `width` wide; no disparities where `valid` is 0. */
export function rowRanges(
  range: SearchRange,
  width: number,
  from: number,
  to: number,
  valid: Uint8Array | null,
): { readonly low: Int32Array; readonly count: Int32Array } {
  if (range.kind === 'all' && valid === null) {
    return { low: Int32Array.of(range.low), count: Int32Array.of(range.high - range.low + 1) };
  }
  const low = new Int32Array(width * (to - from));
  const count = new Int32Array(low.length);
  for (let y = from, p = 0; y < to; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (valid !== null && valid[y * width + x] === 0) continue;
      const q = range.kind === 'all' ? 0 : (y >> 1) * range.width + (x >> 1);
      low[p] = range.kind === 'all' ? range.low : range.low[q];
      count[p] = (range.kind === 'all' ? range.high : range.high[q]) - low[p] + 1;
    }
  }
  return { low, count };
}
