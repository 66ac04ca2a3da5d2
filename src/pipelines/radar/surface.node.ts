import { CuestaError } from '../../core/errors.js';
import { toMap } from '../../core/geo-transform.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createTransform } from '../../geo/transform.js';
import { loadVerticalShift, prepareHeights } from '../../product/height-shift.node.js';
import { type FileStamp, type InputFile, inspectInputs, requireHeights } from '../../product/inputs.node.js';
import { readPreview } from '../../product/preview.node.js';
import type { RadarConfig } from './config.js';
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

/** Opens the a-priori DEM. Throws `datum` when its heights cannot become ellipsoidal ones, `input` when it has none. */
export async function demSurface(
  config: Pick<RadarConfig, 'dem' | 'assumeVertical' | 'geoid'>,
  signal: AbortSignal,
): Promise<Surface> {
  const [dem] = (await inspectInputs([config.dem], signal)) as [InputFile];
  requireHeights(dem);
  const { assumeVertical, geoid } = config;
  const options = { verticalDatum: 'ellipsoid', assumeVertical, geoid };
  const { shifts, geoids } = await prepareHeights([dem], options, signal);
  const shift = shifts[0] ?? null;
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const h of (await readPreview(dem.path, signal)).data) {
    if (h < lowest) lowest = h;
    if (h > highest) highest = h;
  }
  if (lowest > highest) {
    throw new CuestaError('input', `${dem.path} has no valid height.`, {
      subject: dem.path,
      hint: 'Look at it with cuesta info --statistics, and check its nodata value.',
    });
  }
  const { grid } = dem;
  const [x, y] = toMap(grid.transform, grid.width / 2, grid.height / 2);
  const [lon, lat] = createTransform(grid.crs, geographicOf(grid.crs)).forwardPoint(x, y);
  const added = shift === null ? 0 : (await loadVerticalShift(shift)).shift(lon, lat);
  return {
    task: { kind: 'dem', path: dem.path, grid, shift },
    dem,
    geoids,
    lowest: lowest + added,
    highest: highest + added,
  };
}
