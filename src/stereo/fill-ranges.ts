/** Widest union of neighbours' ranges that an empty pixel gets, columns. */
const WIDEST = 64;

interface Ends {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** Gives pixels that are not `known` the union of the ranges of their known neighbours, ring by ring; marks them known. */
export function fillFromNeighbours(ends: Ends, known: Uint8Array, width: number): void {
  let ring = emptyBesideKnown(known, width);
  while (ring.length > 0) {
    const found = ring.map((p) => unionAround(p, ends, known, width));
    for (const [k, p] of ring.entries()) {
      known[p] = 1;
      ends.low[p] = found[k][0];
      ends.high[p] = found[k][1];
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
  for (let p = known.indexOf(0); p >= 0; p = known.indexOf(0, p + 1)) {
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
  { low, high }: Ends,
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
