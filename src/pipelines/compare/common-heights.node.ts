import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { parseVerticalDatum, verticalDatumLabel } from '../../geo/vertical-datum.js';
import type { ResolvedHeights } from '../../product/height-shift.js';
import { type PreparedHeights, prepareHeights } from '../../product/height-shift.node.js';
import type { CompareConfig } from './config.js';

/** Anything with heights: a DEM, or points with their CRS. */
export interface Heights {
  readonly path: string;
  readonly crs: Crs;
}

/** Reference surfaces that differ by less than this (metres) give the same heights. */
const SAME_RADIUS = 0.01;

/**
 * The vertical datum in which two sets of heights are compared, and how each gets there (tested first). Throws `datum` where they
 * disagree, or where both are above surfaces of different size: the Mars spheres of 3396.19 and 3396.0 km lie 190 m apart.
 */
export async function commonHeights(
  tested: Heights,
  reference: Heights,
  config: CompareConfig,
  signal: AbortSignal,
): Promise<PreparedHeights> {
  const stated = { ...reference, crs: withStatedVertical(reference.crs, config.referenceVertical) };
  const inputs = [tested, stated].map(({ path, crs }) => ({ path, grid: { crs } }));
  const heights = await prepareHeights(inputs, config, signal);
  const { kind } = heights.vertical;
  const onSurface = kind === 'ellipsoid' || kind === 'sphere';
  const [a, b] = [tested.crs.ellipsoid, reference.crs.ellipsoid];
  const apart = Math.max(Math.abs(a.semiMajor - b.semiMajor), Math.abs(a.semiMinor - b.semiMinor));
  if (!onSurface || apart < SAME_RADIUS) return heights;
  throw new CuestaError(
    'datum',
    `Heights above different surfaces: ${tested.path} (${a.name}, ${a.semiMajor} m), ${reference.path} (${b.name}, ${b.semiMajor} m).`,
    {
      subject: reference.path,
      hint: 'Reproject one of them with gdalwarp to a CRS on the surface of the other, heights included.',
    },
  );
}

function withStatedVertical(crs: Crs, datum: string | undefined): Crs {
  const isOpen = datum !== undefined && crs.vertical.kind === 'unknown';
  return isOpen ? { ...crs, vertical: parseVerticalDatum(datum) } : crs;
}

/** What a reader has to know about the datums; null when they are stated. */
export function datumWarning(tested: string, reference: string, heights: ResolvedHeights): string | null {
  if (heights.vertical.kind !== 'unknown') return null;
  const [a, b] = [tested, reference].map((path) => path.replace(/^.*[/\\]/, ''));
  return `Neither ${a} nor ${b} states its vertical datum; they were taken for one and the same. State it with --assume-vertical.`;
}

/** `heights above the EGM96 geoid`. */
export function heightsLabel({ vertical }: ResolvedHeights): string {
  return vertical.kind === 'unknown'
    ? 'heights above an unstated datum'
    : `heights above the ${verticalDatumLabel(vertical)}`;
}
