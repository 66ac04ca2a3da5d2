import { describe, expect, it } from 'vitest';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../open.js';

interface Cube {
  readonly values: readonly number[];
  readonly projection?: string;
  readonly polarRadius?: number;
  readonly mapped?: boolean;
}

/** A band-sequential cube of 4 x 2 real samples on Mars. */
function cube({
  values,
  projection = 'SimpleCylindrical',
  polarRadius = 3396190,
  mapped = true,
}: Cube): Uint8Array {
  const mapping = `Group = Mapping
 ProjectionName = ${projection}
 CenterLatitude = 0
 CenterLongitude = 0
 TargetName = Mars
 EquatorialRadius = 3396190 <meters>
 PolarRadius = ${polarRadius} <meters>
 LatitudeType = Planetographic
 UpperLeftCornerX = 0
 UpperLeftCornerY = 0
 PixelResolution = 100
End_Group
`;
  const label = `Object = IsisCube
Object = Core
StartByte = 2049
Format = BandSequential
Group = Dimensions
Samples = 4
Lines = 2
Bands = 1
End_Group
Group = Pixels
Type = Real
ByteOrder = Lsb
Base = 0.0
Multiplier = 1.0
End_Group
End_Object
${mapped ? mapping : ''}End_Object
End
`;
  const bytes = new Uint8Array(2048 + 32);
  bytes.set(new TextEncoder().encode(label));
  bytes.set(new Uint8Array(Float32Array.from(values).buffer), 2048);
  return bytes;
}

const NULL = new Float32Array(Uint32Array.of(0xff7ffffb).buffer)[0];
const radii = [3396190, 3396191, 3400000, 3390000, 3396190.25, NULL, 3417400, 3388000];

describe('radii in cubes', () => {
  it('become heights above the sphere', async () => {
    const raster = await openRaster(cube({ values: radii }));
    expect(raster.info).toMatchObject({ scale: 1, offset: -3396190 });
    expect(raster.info.georef?.crs).toMatchObject({ body: { name: 'Mars' }, vertical: { kind: 'sphere' } });
    const { data } = await raster.readRaster(fullWindow(raster.info));
    expect([...data]).toEqual([0, 1, 3810, -6190, 0.25, Number.NaN, 21210, -8190]);
    const stored = await raster.readBand(fullWindow(raster.info));
    expect((stored.data as Float32Array)[2]).toBe(3400000);
  });

  it('are found past rows that are missing', async () => {
    const values = [...radii.slice(0, 4), NULL, NULL, NULL, NULL];
    const raster = await openRaster(cube({ values }));
    expect(raster.info.offset).toBe(-3396190);
  });

  it('are not made of heights, nor where there is no map', async () => {
    const heights = await openRaster(cube({ values: [-8200, 0, 21229, 5, NULL, 1, 2, 3] }));
    expect(heights.info).toMatchObject({ offset: 0, georef: { crs: { vertical: { kind: 'unknown' } } } });
    const image = await openRaster(cube({ values: radii, mapped: false }));
    expect(image.info).toMatchObject({ offset: 0, georef: null, georefProblem: 'it is not map-projected' });
  });

  it('cannot become heights on an ellipsoid', async () => {
    const raster = await openRaster(cube({ values: radii, projection: 'Mercator', polarRadius: 3376200 }), {
      name: 'radius.cub',
    });
    await expect(raster.readRaster(fullWindow(raster.info))).rejects.toMatchObject({
      code: 'unsupported',
      subject: 'radius.cub',
    });
    const stored = await raster.readBand(fullWindow(raster.info));
    expect((stored.data as Float32Array)[0]).toBe(3396190);
  });
});
