import type { Body, Ellipsoid } from '../core/crs.js';

/** A body of the IAU Working Group on Cartographic Coordinates (2015; doi:10.1007/s10569-017-9805-5). */
export interface KnownBody {
  readonly name: string;
  readonly naif: number;
  /** Equatorial and polar radius of the recommended ellipsoid, metres. */
  readonly semiMajor: number;
  readonly semiMinor: number;
}

type Row = readonly [name: string, naif: number, semiMajor: number, semiMinor?: number];

const ROWS: readonly Row[] = [
  ['Mercury', 199, 2440530, 2438260],
  ['Venus', 299, 6051800],
  ['Moon', 301, 1737400],
  ['Earth', 399, 6378136.6, 6356751.9],
  ['Phobos', 401, 11080],
  ['Deimos', 402, 6200],
  ['Mars', 499, 3396190, 3376200],
  ['Io', 501, 1821490],
  ['Europa', 502, 1560800],
  ['Ganymede', 503, 2631200],
  ['Callisto', 504, 2410300],
  ['Jupiter', 599, 71492000, 66854000],
  ['Mimas', 601, 198200],
  ['Enceladus', 602, 252100],
  ['Tethys', 603, 531000],
  ['Dione', 604, 561400],
  ['Rhea', 605, 763500],
  ['Titan', 606, 2575000],
  ['Iapetus', 608, 745700, 712100],
  ['Phoebe', 609, 106500],
  ['Saturn', 699, 60268000, 54364000],
  ['Ariel', 701, 578900],
  ['Umbriel', 702, 584700],
  ['Titania', 703, 788900],
  ['Oberon', 704, 761400],
  ['Miranda', 705, 235800],
  ['Uranus', 799, 25559000, 24973000],
  ['Triton', 801, 1352600],
  ['Proteus', 808, 208000],
  ['Neptune', 899, 24764000, 24341000],
  ['Charon', 901, 606000],
  ['Pluto', 999, 1188300],
  ['Churyumov-Gerasimenko', 1000012, 1650],
  ['Ceres', 2000001, 487300, 446000],
  ['Vesta', 2000004, 255000],
  ['Eros', 2000433, 17000, 5500],
  ['Itokawa', 2025143, 173],
];

export const BODIES: readonly KnownBody[] = ROWS.map(([name, naif, semiMajor, semiMinor]) => ({
  name,
  naif,
  semiMajor,
  semiMinor: semiMinor ?? semiMajor,
}));

const CUSTOM: Body = { name: 'custom', naif: null };

/** Radii of bodies that are nearly round identify them; small ones are too alike and go by name. */
const SMALLEST_BY_RADIUS = 150_000;
/** Reference surfaces in use differ by less than this from the IAU radii (Mars 3396.0, Moon 1738.1, Mercury 2439.4 km). */
const RADIUS_TOLERANCE = 1e-3;

export function bodyByNaif(naif: number): KnownBody | null {
  return BODIES.find((b) => b.naif === naif) ?? null;
}

/**
 * Recognises a body. A name (of the CRS, datum or ellipsoid, such as `D_Mars_2000`) counts when the radii do not
 * contradict it by a factor of two; otherwise the radii decide; a surface that fits nothing is the body `custom`.
 */
export function recogniseBody(ellipsoid: Ellipsoid, names: readonly string[]): Body {
  const words = names.flatMap((n) => n.toLowerCase().split(/[^a-z]+/));
  const named = BODIES.find(
    (b) => words.includes(b.name.toLowerCase().split('-')[0]) && plausible(b, ellipsoid),
  );
  const found = named ?? BODIES.find((b) => b.semiMinor >= SMALLEST_BY_RADIUS && fits(b, ellipsoid));
  return found === undefined ? CUSTOM : { name: found.name, naif: found.naif };
}

/** Whether two CRSs lie on one body; bodies known by radii only must have the same radii to 0.1 %. */
export function sameBody(
  a: { readonly body: Body; readonly ellipsoid: Ellipsoid },
  b: { readonly body: Body; readonly ellipsoid: Ellipsoid },
): boolean {
  if (a.body.naif !== null || b.body.naif !== null) return a.body.naif === b.body.naif;
  return a.body.name === b.body.name && within(a.ellipsoid.semiMajor, b.ellipsoid.semiMajor, 1e-3);
}

function plausible(b: KnownBody, e: Ellipsoid): boolean {
  return e.semiMajor < 2 * b.semiMajor && e.semiMajor > 0.5 * b.semiMinor;
}

/** Both axes between the body's polar and equatorial radius. */
function fits(b: KnownBody, e: Ellipsoid): boolean {
  const low = b.semiMinor * (1 - RADIUS_TOLERANCE);
  const high = b.semiMajor * (1 + RADIUS_TOLERANCE);
  return e.semiMajor >= low && e.semiMajor <= high && e.semiMinor >= low && e.semiMinor <= high;
}

function within(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(a, b);
}
