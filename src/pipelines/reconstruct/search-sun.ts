import { highPass } from '../../match/plane.js';
import { shadeLunarLambert } from '../../simulate/lunar/lunar-lambert.js';
import type { HeightField } from '../../simulate/lunar/stamp-crater.js';
import type { Sun } from '../../simulate/lunar/sun.js';

export interface FoundSun {
  readonly sun: Sun;
  /** Of the image with the shaded heights, local means removed. */
  readonly correlation: number;
}

/** Degrees about the first azimuth that are tried, and between them. */
const ABOUT = 15;
const FINE = 3;
/** The elevation at which azimuths are tried, and those that are tried at last: the pattern hardly depends on it. */
const USUAL = 20;
const ELEVATIONS = [4, 6, 8, 11, 14, 18, 23, 29, 36, 44, 53, 63, 75];
/** Pixels by which the image may lie elsewhere, in each direction. */
const REACH = 6;
/** Radius in pixels of the local means. */
const LOCAL = 10;

/**
 * The Sun under which the heights look most like the image: greatest correlation over azimuth and elevation, and over shifts, as the image
 * may not be registered yet. Both planes have one size; NaN where missing.
 */
export function searchSun(field: HeightField, image: Float32Array): FoundSun {
  const { width, height } = field;
  const contrast = (data: Float32Array): Float32Array => highPass({ width, height, data }, LOCAL).data;
  const seen = contrast(image);
  const best = (suns: readonly Sun[], shifts: readonly Shift[]): Candidate => {
    const tried = suns.map((sun) => {
      return { sun, ...bestShift(contrast(shadeOf(field, sun)), seen, width, height, shifts) };
    });
    return tried.reduce((a, b) => (b.correlation > a.correlation ? b : a));
  };
  const shaded = (azimuth: number): Float32Array => contrast(shadeOf(field, { azimuth, elevation: USUAL }));
  const first = directionOf(shaded(0), shaded(90), seen, width, height);
  const fine = best(
    offsets(ABOUT, FINE).map((d) => ({ azimuth: (first.azimuth + d + 360) % 360, elevation: USUAL })),
    shiftsWithin(1, first.shift),
  );
  const { sun, correlation } = best(
    ELEVATIONS.map((elevation) => ({ ...fine.sun, elevation })),
    [fine.shift],
  );
  return { sun, correlation };
}

function shadeOf(field: HeightField, sun: Sun): Float32Array {
  const missing = field.heights;
  return shadeLunarLambert(field, sun).map((s, i) => (Number.isNaN(missing[i]!) ? Number.NaN : s));
}

/**
 * Gentle slopes are shaded linearly: under any azimuth a field looks like a mixture of how it looks with the Sun in the north and in the
 * east. The mixture that fits best, over shifts, has the azimuth.
 */
function directionOf(
  north: Float32Array,
  east: Float32Array,
  image: Float32Array,
  width: number,
  height: number,
): { readonly azimuth: number; readonly shift: Shift } {
  const norm = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const [nn, ne, ee] = [norm(north, north), norm(north, east), norm(east, east)];
  const determinant = Math.max(nn * ee - ne * ne, Number.MIN_VALUE);
  const found = shiftsWithin(REACH, { col: 0, row: 0 }).map((shift) => {
    const n = products(north, image, width, height, shift).ab;
    const e = products(east, image, width, height, shift).ab;
    const [a, b] = [(n * ee - e * ne) / determinant, (e * nn - n * ne) / determinant];
    return { shift, azimuth: (Math.atan2(b, a) * 180) / Math.PI, explained: a * n + b * e };
  });
  return found.reduce((p, q) => (q.explained > p.explained ? q : p));
}

interface Shift {
  readonly col: number;
  readonly row: number;
}

interface Candidate extends FoundSun {
  readonly shift: Shift;
}

/** From -`reach` to `reach`. */
function offsets(reach: number, step: number): number[] {
  return Array.from(
    { length: 2 * Math.floor(reach / step) + 1 },
    (_, k) => (k - Math.floor(reach / step)) * step,
  );
}

function shiftsWithin(reach: number, about: Shift): Shift[] {
  const along = offsets(reach, 1);
  return along.flatMap((r) => along.map((c) => ({ col: about.col + c, row: about.row + r })));
}

/** Missing samples are 0 in both planes: they carry no weight. */
function bestShift(
  shade: Float32Array,
  image: Float32Array,
  width: number,
  height: number,
  shifts: readonly Shift[],
): { readonly shift: Shift; readonly correlation: number } {
  const found = shifts.map((shift) => {
    const { aa, bb, ab } = products(shade, image, width, height, shift);
    return { shift, correlation: ab / Math.sqrt(Math.max(aa * bb, Number.MIN_VALUE)) };
  });
  return found.reduce((a, b) => (b.correlation > a.correlation ? b : a));
}

/** Sums of the products of two planes where they overlap, `b` moved against `a`. */
function products(
  a: Float32Array,
  b: Float32Array,
  width: number,
  height: number,
  { col, row }: Shift,
): { readonly aa: number; readonly bb: number; readonly ab: number } {
  let [aa, bb, ab] = [0, 0, 0];
  for (let r = Math.max(0, -row); r < Math.min(height, height - row); r++) {
    const from = r * width;
    const to = (r + row) * width + col;
    for (let c = Math.max(0, -col); c < Math.min(width, width - col); c++) {
      const [x, y] = [a[from + c]!, b[to + c]!];
      aa += x * x;
      bb += y * y;
      ab += x * y;
    }
  }
  return { aa, bb, ab };
}
