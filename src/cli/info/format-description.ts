import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import type { RasterDescription, RasterStatistics } from './describe-raster.js';

/** A description as lines for a terminal. */
export function formatDescription(d: RasterDescription): string {
  const crs = d.georef?.crs ?? null;
  const authority = crs?.authority == null ? '' : ` (${crs.authority.name}:${crs.authority.code})`;
  const overviews = d.overviews.map(({ width, height }) => `${width} x ${height}`).join(', ');
  const facts: readonly (readonly [string, string | null])[] = [
    ['Format', `${d.format}, ${d.compression}, blocks of ${d.blockWidth} x ${d.blockHeight}`],
    ['Size', `${d.width} x ${d.height} pixels, ${d.bands} band${d.bands === 1 ? '' : 's'} of ${d.dtype}`],
    ['Nodata', d.nodata === null ? null : String(d.nodata)],
    ['Mask', d.hasMask ? 'internal' : null],
    ['Scale', d.scale === 1 && d.offset === 0 ? null : `value = sample * ${d.scale} + ${d.offset}`],
    ['CRS', crs === null ? `none (${d.georefProblem})` : `${crs.name}${authority}`],
    ['Body', crs === null ? null : `${crs.body.name}, ${crs.ellipsoid.name} (${crs.ellipsoid.semiMajor} m)`],
    ['Heights', crs === null ? null : verticalDatumLabel(crs.vertical)],
    ['PROJ', crs?.proj ?? null],
    ['Pixel', d.pixelSize === null ? null : `${d.pixelSize[0]} x ${d.pixelSize[1]}`],
    ['Bounds', d.bounds?.join(', ') ?? null],
    ['Files', d.files === undefined ? null : filesOf(d.files)],
    ['Overviews', overviews === '' ? 'none' : overviews],
    ...Object.entries(d.metadata).map(([key, value]) => [key, value] as const),
    ...(d.statistics ?? []).map(
      (s, i) => [d.bands === 1 ? 'Values' : `Band ${i + 1}`, formatStatistics(s)] as const,
    ),
  ];
  const lines = facts
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `  ${name.padEnd(10)} ${value}`);
  return [d.name, ...lines].join('\n');
}

function filesOf(files: readonly string[]): string {
  const [first, ...others] = files;
  return others.length === 0 ? (first ?? 'none') : `${first} and ${others.length} more`;
}

function formatStatistics(s: RasterStatistics): string {
  if (s.validPercent === 0) return 'no valid sample';
  const { min, max, mean, std, validPercent } = s;
  return `min ${min}, max ${max}, mean ${mean}, std ${std}, ${validPercent.toFixed(2)} % valid`;
}
