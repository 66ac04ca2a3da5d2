import { invert, toMap } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';
import { ecefToGeodetic, geodeticToEcef } from '../geo/geodetic.js';
import { geographicOf } from '../geo/geographic-crs.js';
import { createTransform } from '../geo/transform.js';
import type { Alignment } from './alignment.js';
import { transformPoint } from './rigid.js';

/** Where a grid's pixels arrive: the same lattice, as large as the moved outline needs. */
export function movedGrid(source: Grid, { rigid }: Alignment, nearHeight: number): Grid {
  const geographic = geographicOf(source.crs);
  const toGeographic = createTransform(source.crs, geographic);
  const toSource = createTransform(geographic, source.crs);
  const toPixel = invert(source.transform);
  const { ellipsoid } = geographic;
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const [centre] = toMap(source.transform, source.width / 2, source.height / 2);
  for (const [u, v] of outline()) {
    const [lon, lat] = toGeographic.forwardPoint(
      ...toMap(source.transform, u * source.width, v * source.height),
    );
    const moved = transformPoint(rigid, geodeticToEcef(lon, lat, nearHeight, ellipsoid));
    const [x, y] = toSource.forwardPoint(
      ...(ecefToGeodetic(...moved, ellipsoid).slice(0, 2) as [number, number]),
    );
    const turned = source.crs.kind === 'geographic' ? x + 360 * Math.round((centre - x) / 360) : x;
    const [col, row] = toMap(toPixel, turned, y);
    left = Math.min(left, col);
    right = Math.max(right, col);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  // Less than a hundredth of a pixel is no reason for a column of missing samples.
  const [c0, r0] = [Math.floor(left + 0.01), Math.floor(top + 0.01)];
  const [c1, r1] = [Math.ceil(right - 0.01), Math.ceil(bottom - 0.01)];
  const [x, y] = toMap(source.transform, c0, r0);
  const [a, b, , d, e] = source.transform;
  return { ...source, transform: [a, b, x, d, e, y], width: c1 - c0, height: r1 - r0 };
}

/** Points along the edges of the unit square. */
function outline(): readonly (readonly [number, number])[] {
  const along = Array.from({ length: 17 }, (_, i) => i / 16);
  return along.flatMap(
    (t) =>
      [
        [t, 0],
        [t, 1],
        [0, t],
        [1, t],
      ] as const,
  );
}
