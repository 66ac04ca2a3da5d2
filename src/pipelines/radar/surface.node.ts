import type { Ellipsoid } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { toMap } from '../../core/geo-transform.js';
import { recogniseBody, sameBody } from '../../geo/bodies.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { loadVerticalShift, prepareHeights } from '../../product/height-shift.node.js';
import { type FileStamp, type InputFile, inspectInputs, requireHeights } from '../../product/inputs.node.js';
import { readPreview } from '../../product/preview.node.js';
import type { SarProduct } from '../../sar/image/sar-product.js';
import type { RadarConfig } from './config.js';
import type { HeightFile } from './heights-on.node.js';
import type { SurfaceTask } from './radar-task.js';

/** The a-priori heights and what is known about them. Metres above the ellipsoid. */
export interface Surface {
  readonly task: SurfaceTask;
  readonly dem: InputFile | null;
  readonly geoids: readonly FileStamp[];
  readonly lowest: number;
  readonly highest: number;
}

export function levelSurface(height: number): Surface {
  return { task: { kind: 'level', height }, dem: null, geoids: [], lowest: height, highest: height };
}

/**
 * A DEM with what brings it to the ellipsoid. `product` is an image of the ground it shows. Throws `geometry` when they lie on different
 * bodies, `datum` when its heights cannot become ellipsoidal ones.
 */
export async function heightFile(
  { dem: path, assumeVertical, geoid }: Pick<RadarConfig, 'dem' | 'assumeVertical' | 'geoid'>,
  product: SarProduct,
  signal: AbortSignal,
): Promise<HeightFile & { readonly dem: InputFile; readonly geoids: readonly FileStamp[] }> {
  const [dem] = (await inspectInputs([path], signal)) as [InputFile];
  requireHeights(dem);
  requireBody(dem, product);
  const options = { verticalDatum: 'ellipsoid', assumeVertical, geoid };
  const { shifts, geoids } = await prepareHeights([dem], options, signal);
  return { path, grid: dem.grid, shift: shifts[0] ?? null, dem, geoids };
}

function requireBody(
  { path, grid: { crs } }: InputFile,
  { name, geometry: { ellipsoid } }: SarProduct,
): void {
  const body = recogniseBody(ellipsoid, []);
  if (sameBody(crs, { body, ellipsoid })) return;
  const radii = ({ semiMajor, semiMinor }: Ellipsoid) => `${semiMajor} x ${semiMinor} m`;
  const message = `${path} shows another body (${crs.body.name}, ${radii(crs.ellipsoid)}) than ${name} (${body.name}, ${radii(ellipsoid)}).`;
  throw new CuestaError('geometry', message, {
    subject: path,
    hint: 'Name a DEM of the ground that the images show, or correct the "ellipsoid" of their descriptions.',
  });
}

/** Opens the a-priori DEM. Throws what {@link heightFile} throws, and `input` when it has no height. */
export async function demSurface(
  config: Pick<RadarConfig, 'dem' | 'assumeVertical' | 'geoid'>,
  product: SarProduct,
  signal: AbortSignal,
): Promise<Surface> {
  const { path, grid, shift, dem, geoids } = await heightFile(config, product, signal);
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const h of (await readPreview(path, signal)).data) {
    if (h < lowest) lowest = h;
    if (h > highest) highest = h;
  }
  if (lowest > highest) {
    throw new CuestaError('input', `${path} has no valid height.`, {
      subject: path,
      hint: 'Look at it with cuesta info --statistics, and check its nodata value.',
    });
  }
  const [x, y] = toMap(grid.transform, grid.width / 2, grid.height / 2);
  const [lon, lat] = createTransform(grid.crs, geographicOf(grid.crs)).forwardPoint(x, y);
  const added = shift === null ? 0 : (await loadVerticalShift(shift)).shift(lon, lat);
  return {
    task: { kind: 'dem', path, grid, shift },
    dem,
    geoids,
    lowest: lowest + added,
    highest: highest + added,
  };
}
