import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { expectLikeGdal, expectPlace, gdalFacts } from '../../../test/support/gdal-facts.js';
import { available } from '../../../test/support/requirements.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../open.node.js';

const [WIDTH, HEIGHT] = [7, 5];

/** Samples in the byte order of their type's name. */
function samples(type: string, bits: number): Uint8Array {
  const bytes = new Uint8Array((WIDTH * HEIGHT * bits) / 8);
  const view = new DataView(bytes.buffer);
  const little = /^(LSB|PC|VAX)/.test(type);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const value = i === 3 ? 77 : (i * 371) % 251;
    if (bits === 8) view.setUint8(i, value);
    else if (bits === 16) view.setInt16(2 * i, value * 100 - (type.includes('UNSIGNED') ? 0 : 9000), little);
    else if (bits === 32) view.setFloat32(4 * i, value / 7, little);
    else view.setFloat64(8 * i, value / 7, little);
  }
  return bytes;
}

interface Label {
  readonly type?: string;
  readonly bits?: number;
  readonly image?: string;
  readonly map?: string;
  readonly detached?: boolean;
}

const folder = mkdtempSync(join(tmpdir(), 'cuesta-pds3-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(
  name: string,
  { type = 'PC_REAL', bits = 32, image = '', map = '', detached = false }: Label,
): string {
  const record = (WIDTH * bits) / 8;
  const body = samples(type, bits);
  const size = 4096;
  const records = Math.ceil(size / record);
  const pointer = detached ? `"${name.toUpperCase()}.IMG"` : String(records + 1);
  const label = `PDS_VERSION_ID = PDS3 /* a comment */
RECORD_TYPE = FIXED_LENGTH
RECORD_BYTES = ${record}
^IMAGE = ${pointer}
TARGET_NAME = MARS
NOTE = "two
  lines with END and = inside"
OBJECT = IMAGE
  LINES = ${HEIGHT}
  LINE_SAMPLES = ${WIDTH}
  SAMPLE_TYPE = ${type}
  SAMPLE_BITS = ${bits}
  ${image}
END_OBJECT = IMAGE
${map === '' ? '' : `OBJECT = IMAGE_MAP_PROJECTION\n${map}\nEND_OBJECT = IMAGE_MAP_PROJECTION\n`}END
`.replaceAll('\n', '\r\n');
  const path = join(folder, `${name}.${detached ? 'lbl' : 'img'}`);
  if (detached) {
    writeFileSync(join(folder, `${name.toLowerCase()}.img`), body);
    writeFileSync(path, label);
  } else {
    writeFileSync(path, Buffer.concat([Buffer.from(label.padEnd(records * record)), body]));
  }
  return path;
}

const mars = 'A_AXIS_RADIUS = 3396.19 <KM>\n B_AXIS_RADIUS = 3396.19 <KM>\n C_AXIS_RADIUS = 3376.2 <KM>';
const place = 'LINE_PROJECTION_OFFSET = 12.5\n SAMPLE_PROJECTION_OFFSET = -3.5';
const projection = (name: string, more = 'CENTER_LATITUDE = 0.0 <DEG>\n CENTER_LONGITUDE = 30.0 <DEG>') =>
  `MAP_PROJECTION_TYPE = "${name}"\n ${mars}\n ${place}\n MAP_SCALE = 0.25 <KM/PIXEL>\n ${more}`;

describe.skipIf(!available('gdal'))('PDS3 images', () => {
  const types = [
    ...['MSB_UNSIGNED_INTEGER', 'LSB_UNSIGNED_INTEGER', 'MSB_INTEGER', 'LSB_INTEGER', 'PC_INTEGER'].flatMap(
      (type) => [
        [type, 8],
        [type, 16],
      ],
    ),
    ...['IEEE_REAL', 'PC_REAL'].flatMap((type) => [
      [type, 32],
      [type, 64],
    ]),
  ] as [string, number][];
  const attached = types.map(([type, bits]) => write(`${type}-${bits}`, { type, bits }));
  const detached = types.map(([type, bits]) => write(`d-${type}-${bits}`, { type, bits, detached: true }));
  const missing = write('missing', { type: 'LSB_INTEGER', bits: 16, image: 'MISSING_CONSTANT = -1300' });
  const scaled = write('scaled', {
    type: 'LSB_INTEGER',
    bits: 16,
    image: 'SCALING_FACTOR = 0.5\n OFFSET = 12.25\n UNIT = METER',
  });
  const projections = [
    ...[
      'SIMPLE CYLINDRICAL',
      'EQUIRECTANGULAR',
      'SINUSOIDAL',
      'ORTHOGRAPHIC',
      'MERCATOR',
      'TRANSVERSE MERCATOR',
    ],
    ...['LAMBERT AZIMUTHAL EQUAL AREA', 'MOLLWEIDE'],
  ].map((name) => write(`map-${name}`, { map: projection(name) }));
  const polar = [90, -90].flatMap((latitude) =>
    ['POLAR STEREOGRAPHIC', 'STEREOGRAPHIC'].flatMap((name) =>
      ['PLANETOCENTRIC', 'PLANETOGRAPHIC'].map((system) =>
        write(`map-${name}-${latitude}-${system}`, {
          map: projection(
            name,
            `CENTER_LATITUDE = ${latitude}.0\n CENTER_LONGITUDE = 0\n COORDINATE_SYSTEM_NAME = ${system}`,
          ),
        }),
      ),
    ),
  );
  const scales = ['250.0 <METERS/PIXEL>', '250 <m/pix>', '0.25 <km/pix>', '0.25'].map((scale, i) =>
    write(`scale-${i}`, { map: projection('SINUSOIDAL').replace('0.25 <KM/PIXEL>', scale) }),
  );
  const rotated = write('rotated', { map: `${projection('SINUSOIDAL')}\n MAP_PROJECTION_ROTATION = 90.0` });
  const whole = [...attached, ...detached, missing, scaled, ...projections, ...polar, ...scales, rotated];
  const facts = gdalFacts(whole);

  it.each(whole.map((path) => [path.slice(folder.length + 1), path]))(
    '%s is read like GDAL does',
    async (_, path) => {
      const raster = await openRaster(path);
      const expected = facts.get(path)!;
      await expectLikeGdal(raster, expected);
      expect([raster.info.scale, raster.info.offset]).toEqual([expected.scale, expected.offset]);
      await raster.close();
    },
  );

  it('leaves out prefixes and suffixes of lines', async () => {
    const image = `LINE_PREFIX_BYTES = 2\n LINE_SUFFIX_BYTES = 1\n LINE_SAMPLES = ${WIDTH - 3}`;
    const raster = await openRaster(write('prefixed', { type: 'MSB_UNSIGNED_INTEGER', bits: 8, image }));
    const { data } = await raster.readBand(fullWindow(raster.info));
    const all = samples('MSB_UNSIGNED_INTEGER', 8);
    expect(data).toEqual(all.filter((_, i) => i % WIDTH >= 2 && i % WIDTH < WIDTH - 1));
    await raster.close();
  });

  it('makes metres of kilometres, and heights of radii', async () => {
    const map = projection('SIMPLE CYLINDRICAL').replace('3376.2', '3396.19');
    const radius = write('radius', {
      ...{ type: 'LSB_INTEGER', bits: 16, map },
      image: 'SCALING_FACTOR = 0.001\n OFFSET = 3396.19\n UNIT = KILOMETER',
    });
    const raster = await openRaster(radius);
    expectPlace(raster, gdalFacts([radius]).get(radius)!);
    expect(raster.info.georef!.crs.vertical).toEqual({ kind: 'sphere' });
    const { data } = await raster.readRaster(fullWindow(raster.info));
    const stored = new Int16Array(samples('LSB_INTEGER', 16).buffer);
    // Subtracted in float64: as float32 radii the heights would be quarters of a metre.
    expect(data).toEqual(
      Float32Array.from(stored, (sample) => sample * (0.001 * 1000) + (3396190 - 3396190)),
    );
    await raster.close();
  });

  it('reads 32-bit integers as such, which GDAL takes for floats', async () => {
    const path = write('int32', { type: 'LSB_INTEGER', bits: 32 });
    const raster = await openRaster(path);
    expect(raster.info.dtype).toBe('int32');
    expect((await raster.readBand(fullWindow(raster.info))).data).toEqual(
      new Int32Array(samples('LSB_INTEGER', 32).buffer),
    );
    expect(gdalFacts([path]).get(path)!.dtype).toBe('float32');
    await raster.close();
  });

  it.each([
    ['VAX_REAL', 32, '', 'unsupported', 'VAX_REAL'],
    ['PC_REAL', 16, '', 'unsupported', '16 bits'],
    ['PC_REAL', 32, 'ENCODING_TYPE = "JP2"', 'unsupported', 'JP2'],
    ['PC_REAL', 32, 'BANDS = 40', 'format', 'ends early'],
  ])('refuses %s with %d bits %s', async (type, bits, image, code, message) => {
    const path = write(`refused-${type}-${bits}-${message.slice(0, 3)}`, { type, bits: 32, image });
    const wrong =
      bits === 32 ? path : write('refused-bits', { type, bits: 64, image: `SAMPLE_BITS = ${bits}` });
    await expect(openRaster(wrong)).rejects.toMatchObject({
      code,
      subject: wrong,
      message: expect.stringContaining(message) as string,
    });
  });

  it('names the image file that a detached label misses', async () => {
    const path = write('gone', { detached: true });
    rmSync(join(folder, 'gone.img'));
    await expect(openRaster(path)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('GONE.IMG'),
    });
  });
});
