import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createTransform } from '../../geo/transform.js';
import { ELLIPSOID_DATUM, parseVerticalDatum, sameVertical } from '../../geo/vertical-datum.js';
import type { PointColumns } from '../../io/points/columns.js';
import { heightsFromRadii } from '../../io/points/heights-from-radii.js';
import { resolveHeights } from '../../product/height-shift.js';
import { loadVerticalShift, notCovered } from '../../product/height-shift.node.js';
import { centreLongitude, turnsTowards } from '../../resample/longitude.js';
import type { AdjustConfig } from './config.js';

/** From coordinates and height of a control point as its file has them to those of the block. */
export type ControlFrame = (x: number, y: number, h: number) => readonly [x: number, y: number, h: number];

/**
 * How the points of a file come into the CRS and vertical datum of the block. Heights are taken for the block's own unless the
 * file or `--control-vertical` says otherwise; then they are converted. Throws `config` when nothing says in which CRS the points
 * are, `datum` when the conversion lacks a grid.
 */
export async function controlFrame(
  columns: PointColumns,
  block: Grid,
  path: string,
  config: AdjustConfig,
): Promise<ControlFrame> {
  const { crs } = block;
  const own = pointsCrs(columns, crs, path, config.csvCrs);
  const toBlock = createTransform(own, crs);
  const addHeight = await heightConversion(columns, own, crs, path, config);
  const centre = crs.kind === 'geographic' ? centreLongitude(block) : null;
  return (fileX, fileY, fileH) => {
    const h = Float64Array.of(fileH);
    heightsFromRadii(columns, h, own);
    const [x, y] = toBlock.forwardPoint(fileX, fileY);
    return [centre === null ? x : x + 360 * turnsTowards(centre, x), y, h[0]! + addHeight(fileX, fileY)];
  };
}

function pointsCrs(columns: PointColumns, block: Crs, path: string, name: string | undefined): Crs {
  if (name !== undefined) return parseCrs(name);
  if (columns.kind === 'lonlat') return geographicOf(block);
  throw new CuestaError('config', `${path} has x and y, but nothing says in which CRS.`, {
    subject: '--csv-crs',
    hint: `Name it, e.g. --csv-crs EPSG:32633.`,
  });
}

/** What to add to a height, by the point's own coordinates. */
async function heightConversion(
  { ellipsoidal }: PointColumns,
  own: Crs,
  block: Crs,
  path: string,
  { controlVertical, geoid }: AdjustConfig,
): Promise<(x: number, y: number) => number> {
  const none = (): number => 0;
  const stated = controlVertical === undefined ? null : parseVerticalDatum(controlVertical);
  const to = block.vertical;
  // Heights above a sphere are ellipsoidal ones in files of points; scenes that say nothing were warned of.
  const alike = to.kind === 'ellipsoid' || to.kind === 'sphere' || to.kind === 'unknown';
  const vertical = stated ?? (ellipsoidal && !alike ? ELLIPSOID_DATUM : null);
  if (vertical === null || sameVertical(vertical, to)) return none;
  if (to.kind === 'unknown') {
    throw new CuestaError(
      'datum',
      `The scenes do not say what their heights are measured from; ${path} does.`,
      {
        subject: path,
        hint: 'State it with --assume-vertical, or leave --control-vertical out where both are the same.',
      },
    );
  }
  const named = { path, grid: { crs: { ...own, vertical } } };
  const verticalDatum = to.kind === 'geoid' ? `geoid:${to.name}` : to.kind;
  const { shifts } = resolveHeights([named], { verticalDatum, geoid });
  const [shift] = shifts;
  if (shift === null || shift === undefined) return none;
  const toGeographic = createTransform(own, geographicOf(own));
  const loaded = await loadVerticalShift(shift);
  return (x, y) => {
    const [lon, lat] = toGeographic.forwardPoint(x, y);
    const added = loaded.shift(lon, lat);
    if (Number.isNaN(added)) throw notCovered(shift, lon, lat);
    return added;
  };
}
