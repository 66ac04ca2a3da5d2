import type { StereoImage } from './image.js';

/** The image and `levels - 1` halvings of it, finest first; fewer where a side would fall below 16 pixels. */
export function createPyramid(image: StereoImage, levels: number): StereoImage[] {
  const pyramid = [image];
  const count = levelsOf(image, levels);
  for (let k = 1; k < count; k++) pyramid.push(halve(pyramid[k - 1]));
  return pyramid;
}

/** Levels that an image of this size can have, at most `levels`. */
export function levelsOf({ width, height }: Pick<StereoImage, 'width' | 'height'>, levels: number): number {
  let count = 1;
  for (let side = Math.min(width, height); count < levels && side >= 32; side = (side + 1) >> 1) count++;
  return count;
}

/** Binomial filter 1 4 6 4 1 both ways (Burt and Adelson 1983), every second sample, edges mirrored; valid where all of 2 x 2 are. */
export function halve(image: StereoImage): StereoImage {
  const { width, height, samples, valid } = image;
  const [w, h] = [(width + 1) >> 1, (height + 1) >> 1];
  const rows = [0, 1, 2, 3, 4].map(() => new Uint16Array(w));
  const out = new Uint8Array(w * h);
  let done = -3;
  for (let y = 0; y < h; y++) {
    for (let r = Math.max(done + 1, 2 * y - 2); r <= 2 * y + 2; r++) {
      filterRow(samples, mirror(r, height) * width, width, rows[(r + 5) % 5]);
    }
    done = 2 * y + 2;
    const [a, b, c, d, e] = [-2, -1, 0, 1, 2].map((k) => rows[(2 * y + k + 5) % 5]);
    filterColumns(a, b, c, d, e, out.subarray(y * w, (y + 1) * w));
  }
  const half = { width: w, height: h, samples: out };
  return valid === undefined ? half : { ...half, valid: halveMask(valid, width, height) };
}

/** Every second sample of a filtered row. */
function filterRow(samples: Uint8Array, at: number, width: number, out: Uint16Array): void {
  const inner = Math.max(1, (width - 1) >> 1);
  let [a, b, c] = [samples[at], samples[at + 1], samples[at + 2]];
  for (let x = 1, p = at + 3; x < inner; x++, p += 2) {
    const [d, e] = [samples[p], samples[p + 1]];
    out[x] = a + e + 4 * (b + d) + 6 * c;
    a = c;
    b = d;
    c = e;
  }
  filterEdge(samples, at, width, 0, out);
  for (let x = inner; x < out.length; x++) filterEdge(samples, at, width, x, out);
}

function filterEdge(samples: Uint8Array, at: number, width: number, x: number, out: Uint16Array): void {
  const s = (k: number): number => samples[at + mirror(2 * x + k, width)];
  out[x] = s(-2) + s(2) + 4 * (s(-1) + s(1)) + 6 * s(0);
}

function filterColumns(
  a: Uint16Array,
  b: Uint16Array,
  c: Uint16Array,
  d: Uint16Array,
  e: Uint16Array,
  out: Uint8Array,
): void {
  for (let x = 0; x < out.length; x++) {
    out[x] = (a[x] + e[x] + 4 * (b[x] + d[x]) + 6 * c[x] + 128) >> 8;
  }
}

/** Index mirrored at the first and last element, which are not repeated. */
function mirror(i: number, length: number): number {
  if (length === 1) return 0;
  const j = i < 0 ? -i : i;
  return j < length ? j : Math.max(0, 2 * length - 2 - j);
}

function halveMask(valid: Uint8Array, width: number, height: number): Uint8Array {
  const [w, h] = [(width + 1) >> 1, (height + 1) >> 1];
  return Uint8Array.from({ length: w * h }, (_, i) => {
    const [x, y] = [2 * (i % w), 2 * Math.floor(i / w)];
    const [right, below] = [Math.min(x + 1, width - 1), Math.min(y + 1, height - 1)];
    return (
      valid[y * width + x] &
      valid[y * width + right] &
      valid[below * width + x] &
      valid[below * width + right]
    );
  });
}
