import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { gridWindow } from '../../core/raster.js';
import { fullWindow, intersect } from '../../core/window.js';
import { sameBody } from '../../geo/bodies.js';
import { sameHorizontal } from '../../geo/crs.js';
import type { InputFile } from '../../product/inputs.node.js';
import { footprintWindow } from '../../resample/footprint-window.js';

/** Pixels by which a sampled outline in another CRS may fall short of the true one. */
const OUTLINE_SLACK = 2;

/**
 * The part of `base`'s pixels that `other` reaches. Throws `geometry` for different bodies and for a rotated base, whose slopes
 * have no classes, and `no-overlap`.
 */
export function commonArea(base: InputFile, other: InputFile): Grid {
  if (!sameBody(base.grid.crs, other.grid.crs)) {
    const where = [base, other].map(({ path, grid }) => `${path} on ${grid.crs.body.name}`).join(', ');
    throw new CuestaError('geometry', `The DEMs lie on different bodies: ${where}.`, {
      subject: other.path,
      hint: 'Compare DEMs of one body.',
    });
  }
  const [, b, , d] = base.grid.transform;
  if (b !== 0 || d !== 0) {
    throw new CuestaError('geometry', `${base.path} has a rotated grid, on which DEMs cannot be compared.`, {
      subject: base.path,
      hint: 'Compare on the grid of the other DEM (--grid), or resample it first: cuesta convert IN --crs CRS -o OUT.',
    });
  }
  const slack = sameHorizontal(base.grid.crs, other.grid.crs) ? 0 : OUTLINE_SLACK;
  const window = intersect(footprintWindow(base.grid, other.grid, slack), fullWindow(base.grid));
  if (window === null) throw noOverlap(base.path, other.path);
  return gridWindow(base.grid, window);
}

export function noOverlap(a: string, b: string): CuestaError {
  return new CuestaError('no-overlap', `${a} and ${b} do not overlap.`, {
    subject: b,
    hint: 'Look at the bounds that cuesta info shows: both must cover the same ground.',
  });
}

/** Throws where no pixel has both heights: `input` when one of the DEMs has none in the common area, else `no-overlap`. */
export function requireCompared(
  counts: { readonly tested: number; readonly reference: number; readonly both: number },
  tested: string,
  reference: string,
): void {
  if (counts.both > 0) return;
  const empty = counts.tested === 0 ? tested : counts.reference === 0 ? reference : null;
  if (empty === null) {
    throw new CuestaError('no-overlap', `${tested} and ${reference} have heights, but nowhere both.`, {
      subject: tested,
      hint: 'Their extents overlap, but where one has heights the other has none.',
    });
  }
  throw new CuestaError('input', `${empty} has no height where ${tested} and ${reference} overlap.`, {
    subject: empty,
    hint: 'Check its valid share and nodata value with cuesta info --statistics.',
  });
}

/** Throws `input` for a mask that leaves nothing to compare. */
export function requireStable({ stable }: { readonly stable: number }, mask: string): void {
  if (stable > 0) return;
  throw new CuestaError('input', `${mask} calls nothing stable where both DEMs have heights.`, {
    subject: '--mask',
    hint: 'Stable terrain is where the mask is neither 0 nor missing. Look at its values, nodata and bounds: cuesta info --statistics.',
  });
}
