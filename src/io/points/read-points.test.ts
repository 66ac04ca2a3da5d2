import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, dataFolder, python, run } from '../../../test/support/requirements.js';
import { memorySource } from '../source/memory-source.js';
import { openPointFile } from './open-points.node.js';
import type { PointChunk } from './point-parser.js';
import { type ReadPointsOptions, readPoints } from './read-points.js';

interface Points {
  readonly lines: readonly (readonly number[])[];
  readonly chunks: readonly PointChunk[];
  readonly withoutHeight: number;
}

async function parse(text: string | Uint8Array, options: ReadPointsOptions = {}): Promise<Points> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return collect(readPoints(memorySource(bytes, 'points.csv'), options));
}

async function collect(reader: ReturnType<typeof readPoints>): Promise<Points> {
  const chunks: PointChunk[] = [];
  for await (const chunk of reader.chunks) chunks.push(chunk);
  const lines = chunks.flatMap(({ x, y, h }) => Array.from(x, (lon, i) => [lon, y[i], h[i]]));
  return { lines, chunks, withoutHeight: reader.withoutHeight() };
}

const two = [
  [10.5, -3.25, 100],
  [11, 4, -20.125],
];

describe('readPoints', () => {
  it.each([
    ['commas', 'lon,lat,height\n10.5,-3.25,100\n11,4,-20.125\n'],
    ['other names and order, no last line end', 'Elevation,LATITUDE,longitude\n100,-3.25,10.5\n-20.125,4,11'],
    [
      'semicolons, Windows line ends, a byte order mark',
      '\ufefflon;lat;h\r\n10.5;-3.25;100\r\n11;4;-2.0125e1\r\n',
    ],
    ['tabs with an empty column', 'id\tlon\tlat\tz\na\t10.5\t-3.25\t100\n\t11\t4\t-20.125\n'],
    ['blanks', ' lon   lat  h_mean\n 10.5 -3.25 100\n  11   4  -20.125\n'],
    [
      'comments and empty lines',
      '# made by hand\n\nlon,lat,h\n# first\n10.5,-3.25,100\n   \n11,4,-20.125\n#',
    ],
    ['quotes', '"site, name",lon,lat,"height"\n"A ""1"", north",10.5,-3.25,"100"\n"B",11,4,"-20.125"\n'],
    ['blanks after commas', 'lon, lat, height\n10.5, -3.25, 100\n11, 4, -20.125\n'],
  ])('reads %s', async (_, text) => {
    expect((await parse(text)).lines).toEqual(two);
  });

  it('takes sigma where there is one, and leaves out points without a height', async () => {
    const { chunks, lines, withoutHeight } = await parse(
      'lon,lat,h,h_sigma\n1,2,3,0.5\n1,2,,0.5\n1,2,nan,1\n1,2,4,\n1,2,5\n',
    );
    expect(lines.map(([, , h]) => h)).toEqual([3, 4, 5]);
    expect(Array.from(chunks[0].sigma)).toEqual([0.5, Number.NaN, Number.NaN]);
    expect(withoutHeight).toBe(2);
  });

  it.each([
    ['1:lon 2:lat 3:height_above_datum', '10.5 -3.25 100\n11 4 -20.125\n', 'lonlat', true],
    ['2:lat, 1:lon, 4:height_above_datum', 'lon,lat,q,h\n10.5,-3.25,x,100\n11,4,x,-20.125\n', 'lonlat', true],
    ['1:x 2:y 3:z', '# x y z\n10.5,-3.25,100\n11,4,-20.125\n', 'map', false],
    ['3:easting 2:northing 1:height_above_datum', '100,-3.25,10.5\n-20.125,4,11\n', 'map', true],
  ])('follows the format %s', async (format, text, kind, ellipsoidal) => {
    const { lines, chunks } = await parse(text, { format });
    expect(lines).toEqual(two);
    expect(chunks[0].columns).toMatchObject({ kind, ellipsoidal });
  });

  it.each([
    ['1:lon 2:lat'],
    ['1:lon 2:lat 3:radius'],
    ['1:x 2:y 3:radius_km'],
    ['0:lon 1:lat 2:height_above_datum'],
    ['lon lat height'],
  ])('refuses the format %s', async (format) => {
    await expect(parse('1 2 3', { format })).rejects.toMatchObject({
      code: 'config',
      subject: '--csv-format',
    });
  });

  it.each([
    ['lon,lat,h\n1,2,3\n1,two,3\n', /points\.csv, line 3: "two" in column 2/],
    ['# c\nlon,lat,h\n\n1,2,12m\n', /line 4: "12m" in column 3/],
    ['lon,lat,h\n,2,3\n', /line 2: "" in column 1/],
    ['lon,lat,h\n1,2,inf\n', /line 2: "inf"/],
    ['lon,lat,h\n1,2\n', /line 2 has 2 columns; 3 are needed/],
    ['lon,lat,h\n2,95,1\n', /line 2: longitude 2, latitude 95/],
    ['1,2,3\n', /line 1: the columns have no names/],
    ['lon,lat,depth\n1,2,3\n', /no columns for position and height: lon, lat, depth/],
    ['II*\u0000'.padEnd(3 << 20, '\u0001'), /no table of points/],
  ])('names the line that is wrong (%#)', async (text, message) => {
    await expect(parse(text)).rejects.toMatchObject({
      code: 'format',
      subject: 'points.csv',
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(/.+/) as string,
    });
  });

  it('gives the same points in chunks of any size', async () => {
    const text = `lon,lat,h\n${Array.from({ length: 50 }, (_, i) => `${i},${-i},${i / 8}`).join('\n')}`;
    const whole = await parse(text);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (chunkPoints) => {
        const { lines, chunks } = await parse(text, { chunkPoints });
        expect(lines).toEqual(whole.lines);
        expect(chunks.length).toBe(Math.ceil(50 / chunkPoints));
      }),
    );
  });

  it('reads lines across the pieces of a long file', async () => {
    const count = 90_000;
    const line = (i: number): string =>
      `point number ${i},${(i % 3600) / 10 - 180},${(i % 1700) / 10 - 85},${i / 4}`;
    const text = `name,lon,lat,height\n${Array.from({ length: count }, (_, i) => line(i)).join('\r\n')}`;
    const { lines } = await parse(text, { chunkPoints: 7000 });
    expect(lines).toHaveLength(count);
    lines.forEach(([, , h], i) => {
      if (h !== i / 4) throw new Error(`point ${i} has the height ${h}`);
    });
  });

  it('finds nothing in an empty file', async () => {
    expect((await parse('')).chunks).toEqual([]);
    expect((await parse('lon,lat,h\n')).chunks).toEqual([]);
  });
});

describe.skipIf(!available('data', 'gdal'))('ICESat-2 points', () => {
  it.each(['atl06sr_canopy.csv', 'atl06sr_top_of_canopy.csv'])('%s are what Python reads', async (file) => {
    const path = `${dataFolder}/altimetry-icesat2/${file}`;
    const expected = JSON.parse(
      run(python, [
        '-c',
        'import csv, json, sys\nr = list(csv.DictReader(open(sys.argv[1])))\n' +
          'print(json.dumps([[float(p[k]) for k in ("lon", "lat", "h_mean", "h_sigma")] for p in r]))',
        path,
      ]),
    ) as number[][];
    const source = openPointFile(path);
    const { chunks } = await collect(readPoints(source, { chunkPoints: 1000 }));
    await source.close();
    const found = chunks.flatMap(({ x, y, h, sigma }) =>
      Array.from(x, (lon, i) => [lon, y[i], h[i], sigma[i]]),
    );
    expect(expected.length).toBeGreaterThan(1000);
    expect(found).toEqual(expected);
  });
});
