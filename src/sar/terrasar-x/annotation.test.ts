import { describe, expect, it } from 'vitest';
import { WGS84_ELLIPSOID } from '../../geo/ellipsoids.js';
import { geodeticToEcef } from '../../geo/geodetic.js';
import { groundToRadar } from '../geometry/ground-to-radar.js';
import { createRadarPoint } from '../geometry/radar-view.js';
import { pixelToRadar, radarToPixel } from '../image/pixel-position.js';
import { simulateOrbit } from '../orbit/simulated-orbit.js';
import { SPEED_OF_LIGHT } from '../speed-of-light.js';
import { isTerrasarX, readTerrasarX } from './annotation.js';

const pass = {
  epoch: '2011-07-12T10:20:30Z',
  target: [113, 34.5, 500],
  ellipsoid: WGS84_ELLIPSOID,
  look: 'right',
  incidenceDeg: 40,
  headingDeg: 350,
  altitude: 514e3,
  speed: 7600,
} as const;
const vectors = simulateOrbit(pass, 60, 10);
/** Two-way travel time of the first column, and between columns; of the first line, and between lines. */
const [FIRST, COLUMN, START, LINE] = [0.004381, 6.0e-9, -0.7, 0.00045];
const [WIDTH, HEIGHT] = [4000, 3001];
/** Ground range is a polynomial of the time since this one. */
const REFERENCE = 0.00439;
const GROUND = [7000, 2.33e8, -3.8e10, 9e12];

/** UTC of a number of seconds after the epoch of the orbit, as annotations have it. */
function utc(seconds: number): string {
  const whole = Math.floor(seconds);
  const date = new Date(Date.parse(pass.epoch) + 1000 * whole).toISOString().slice(0, 19);
  return `${date}.${Math.round((seconds - whole) * 1e6)
    .toString()
    .padStart(6, '0')}Z`;
}

/** An annotation after the product format specification, as far as it is read. */
function annotation(variant: 'SSC' | 'MGD', change: (text: string) => string = (text) => text): string {
  const states = Array.from(vectors.times, (time, i) => {
    const at = (values: Float64Array, axis: number): string => values[3 * i + axis].toFixed(6);
    const tags = ['X', 'Y', 'Z'].map(
      (name, axis) =>
        `<pos${name}>${at(vectors.positions, axis)}</pos${name}><vel${name}>${at(vectors.velocities, axis)}</vel${name}>`,
    );
    return `<stateVec num="${i + 1}"><timeUTC>${utc(time)}</timeUTC>${tags.join('')}</stateVec>`;
  });
  const spacing = variant === 'SSC' ? [LINE, COLUMN] : [3.1, 1.25];
  const stop = START + LINE * (HEIGHT - 1);
  const image = (layer: string): string =>
    `<imageData layerIndex="1"><polLayer>${layer}</polLayer><file><location><host>.</host><path>IMAGEDATA</path>` +
    `<filename>IMAGE_${layer}.cos</filename></location></file></imageData>`;
  return change(`<?xml version="1.0"?><level1Product>
<productComponents>${image('HH')}${image('VV')}</productComponents>
<productInfo><missionInfo><mission>TSX-1</mission></missionInfo>
<acquisitionInfo><imagingMode>SM</imagingMode><lookDirection>RIGHT</lookDirection></acquisitionInfo>
<productVariantInfo><productVariant>${variant}</productVariant></productVariantInfo>
<imageDataInfo><imageDataStartWith>EARLYAZNEARRG</imageDataStartWith><imageRaster><numberOfRows>${HEIGHT}</numberOfRows>
<numberOfColumns>${WIDTH}</numberOfColumns><rowSpacing>${spacing[0]}</rowSpacing><columnSpacing>${spacing[1]}</columnSpacing>
<azimuthLooks>2.5</azimuthLooks><rangeLooks>2</rangeLooks></imageRaster></imageDataInfo>
<sceneInfo><start><timeUTC>${utc(START)}</timeUTC></start><stop><timeUTC>${utc(stop)}</timeUTC></stop>
<rangeTime><firstPixel>${FIRST}</firstPixel><lastPixel>${FIRST + COLUMN * (WIDTH - 1)}</lastPixel></rangeTime></sceneInfo></productInfo>
<platform><orbit>${states.join('')}</orbit></platform>
<productSpecific><projectedImageInfo><slantToGroundRangeProjection><referencePoint>${REFERENCE}</referencePoint>
<polynomialDegree>3</polynomialDegree>${GROUND.map((c, i) => `<coefficient exponent="${i}">${c}</coefficient>`).join('')}
</slantToGroundRangeProjection></projectedImageInfo></productSpecific></level1Product>`);
}

describe('annotations of TerraSAR-X', () => {
  it('describe complex images in slant range, pixel by pixel', () => {
    expect(isTerrasarX(annotation('SSC'))).toBe(true);
    const { geometry, ...product } = readTerrasarX(annotation('SSC'), 'a/TSX1.xml', 'vv');
    expect(product).toMatchObject({ sensor: 'TSX-1 SM', polarisation: 'VV', quantity: 'complex', looks: 1 });
    expect(product.raster).toBe('a/IMAGEDATA/IMAGE_VV.cos');
    expect([geometry.width, geometry.height, geometry.look]).toEqual([WIDTH, HEIGHT, 'right']);
    const { time, range } = pixelToRadar(geometry, 101.5, 2000.5);
    expect(range).toBeCloseTo(((FIRST + 101 * COLUMN) * SPEED_OF_LIGHT) / 2, 6);
    // Of the epoch of the orbit, which begins at its first vector.
    expect(time - 60).toBeCloseTo(START + 2000 * LINE, 6);
  });

  it('see a target of the orbit at the zero-Doppler time of the pass', () => {
    const { geometry } = readTerrasarX(annotation('SSC'), 'TSX1.xml');
    const seen = createRadarPoint();
    groundToRadar(geometry, ...geodeticToEcef(...pass.target, WGS84_ELLIPSOID), seen);
    expect(Math.abs(seen.time - 60)).toBeLessThan(1e-6);
    const pixel = { col: 0, row: 0 };
    radarToPixel(geometry, seen.time, seen.range, pixel);
    expect(pixel.row).toBeCloseTo(-START / LINE + 0.5, 2);
  });

  it('describe detected images in ground range by the inverse of their polynomial', () => {
    const { geometry, quantity, looks } = readTerrasarX(annotation('MGD'), 'TSX1.xml');
    expect([quantity, looks]).toEqual(['amplitude', 5]);
    const groundOf = (time: number) => GROUND.reduce((sum, c, i) => sum + c * (time - REFERENCE) ** i, 0);
    for (const share of [0, 0.2, 0.5, 0.77, 1]) {
      const time = FIRST + share * COLUMN * (WIDTH - 1);
      const pixel = { col: 0, row: 0 };
      radarToPixel(geometry, 60, (time * SPEED_OF_LIGHT) / 2, pixel);
      expect((pixel.col - 0.5) * 1.25).toBeCloseTo(groundOf(time) - groundOf(FIRST), 4);
    }
  });

  it('can run against the flight', () => {
    const late = readTerrasarX(
      annotation('MGD', (t) => t.replace('EARLYAZ', 'LATEAZ')),
      'TSX1.xml',
    );
    expect(late.geometry.azimuth.lineInterval).toBeCloseTo(-LINE, 9);
    expect(late.geometry.azimuth.firstLine - 60).toBeCloseTo(START + LINE * (HEIGHT - 1), 6);
  });

  it.each([
    ['GEC', 'unsupported', (t: string) => t.replace('>SSC<', '>GEC<')],
    ['ScanSAR', 'unsupported', (t: string) => t.replace('>SM<', '>SC<')],
    ['far range first', 'unsupported', (t: string) => t.replace('NEARRG', 'FARRG')],
    ['no orbit', 'format', (t: string) => t.replace(/<platform>.*<\/platform>/s, '')],
    ['one vector', 'input', (t: string) => t.replace(/<stateVec num="2">.*(?=<\/orbit>)/s, '')],
    ['words', 'format', (t: string) => t.replace(/<firstPixel>[^<]*/, '<firstPixel>near')],
  ])('%s is refused', (_, code, change) => {
    expect(() => readTerrasarX(annotation('SSC', change), 'TSX1.xml')).toThrow(
      expect.objectContaining({ code, subject: 'TSX1.xml' }),
    );
  });

  it('does not have every polarisation', () => {
    expect(() => readTerrasarX(annotation('SSC'), 'TSX1.xml', 'HV')).toThrow(
      expect.objectContaining({ code: 'config', hint: 'It has: HH, VV.' }),
    );
  });
});
