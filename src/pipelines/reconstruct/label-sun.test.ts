import { expect, it } from 'vitest';
import type { Grid } from '../../core/georef.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { sunOfLabel } from './label-sun.js';

/** One pixel about a place of the map. */
const at = (crs: string, x: number, y: number): Grid => ({
  width: 2,
  height: 2,
  transform: [1, 0, x - 1, 0, -1, y + 1],
  crs: parseCrs(crs),
});
const degree = (1737400 * Math.PI) / 180;
const equator = at('IAU_2015:30110', 10 * degree, 0);

it('follows from the sub-solar point', () => {
  // The Sun stands 60 degrees further east on the equator: in the east, 30 degrees high.
  const east = sunOfLabel({ SUB_SOLAR_LONGITUDE: '70.0 <deg>', SUB_SOLAR_LATITUDE: '0 <deg>' }, equator)!;
  expect(east.azimuth).toBeCloseTo(90, 6);
  expect(east.elevation).toBeCloseTo(30, 6);
  const night = sunOfLabel({ SubSolarLongitude: '200', SubSolarLatitude: '1' }, equator)!;
  expect(night.elevation).toBeLessThan(-75);
  // Chang'e 4's landing site at local noon: the Sun to the north.
  const south = sunOfLabel(
    { SUB_SOLAR_LONGITUDE: '177.6', SUB_SOLAR_LATITUDE: '0' },
    at('IAU_2015:30110', 177.6 * degree, -45.5 * degree),
  )!;
  expect(Math.min(south.azimuth, 360 - south.azimuth)).toBeCloseTo(0, 6);
  expect(south.elevation).toBeCloseTo(44.5, 6);
});

it('is turned from true north to the grid', () => {
  // South polar stereographic: at 30 degrees east, true north points 30 degrees to the right of up.
  const polar = '+proj=stere +lat_0=-90 +lon_0=0 +k=1 +x_0=0 +y_0=0 +R=1737400 +units=m +no_defs';
  const [x, y] = [100_000 * Math.sin(Math.PI / 6), 100_000 * Math.cos(Math.PI / 6)];
  const sun = sunOfLabel({ 'LABEL:SUN_AZIMUTH': '15', INCIDENCE_ANGLE: '80.5' }, at(polar, x, y))!;
  expect(sun.azimuth).toBeCloseTo(45, 4);
  expect(sun.elevation).toBeCloseTo(9.5, 6);
});

it('is not guessed from half of it, or from angles in the raw image', () => {
  expect(sunOfLabel({ SUN_AZIMUTH: '15' }, equator)).toBeNull();
  expect(sunOfLabel({ SUB_SOLAR_AZIMUTH: '15', INCIDENCE_ANGLE: '60' }, equator)).toBeNull();
  expect(sunOfLabel({ SUN_AZIMUTH: 'N/A', SUN_ELEVATION: '3' }, equator)).toBeNull();
});
