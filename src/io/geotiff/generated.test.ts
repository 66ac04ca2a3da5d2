import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import type { Samples } from '../../core/band.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../open.node.js';

/** Writes files with GDAL in every combination and prints what GDAL reads back from them. */
const GENERATE = String.raw`
import hashlib, itertools, json, sys
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
folder, W, H = sys.argv[1], 83, 61
rng = np.random.default_rng(7)
y, x = np.mgrid[0:H, 0:W]
base = 40 * np.sin(x / 9) * np.cos(y / 7) + 50 + rng.integers(0, 3, (H, W))
TYPES = {'int8': gdal.GDT_Byte, 'uint8': gdal.GDT_Byte, 'int16': gdal.GDT_Int16, 'uint16': gdal.GDT_UInt16, 'int32': gdal.GDT_Int32,
  'uint32': gdal.GDT_UInt32, 'int64': gdal.GDT_Int64, 'uint64': gdal.GDT_UInt64, 'float16': gdal.GDT_Float32,
  'float32': gdal.GDT_Float32, 'float64': gdal.GDT_Float64, 'cint16': gdal.GDT_CInt16, 'cfloat32': gdal.GDT_CFloat32}
def band(name, i):
    a = base * (i + 1)
    if name.startswith('c'): return (a + 1j * np.flipud(a)).astype('complex64')
    if name == 'float32': return (a * 1.2345).astype('f4')
    if name == 'float64': return a * 1.23456789012345
    if name == 'float16': return (a / 4).astype('f4')
    if name == 'int64': return (a * 1e15).astype('i8') - 7
    if name == 'uint64': return (a * 1e15).astype('u8') + 7
    if name in ('uint8', 'int8'): return (a / 4).astype('u1')
    if name == 'uint32': return (a * 1e7).astype('u4')
    if name == 'int32': return (a * 1e6).astype('i4') - 70000000
    return (a * 30).astype(name if name != 'int16' else 'i2')
def digest(d, i, name):
    a = d.GetRasterBand(i + 1).ReadAsArray()
    if name == 'cint16': a = np.stack([a.real.astype('i2'), a.imag.astype('i2')])
    elif name == 'cfloat32': a = np.stack([a.real.astype('f4'), a.imag.astype('f4')])
    elif name == 'int8': a = a.astype('i1')
    return hashlib.sha256(np.ascontiguousarray(a).tobytes()).hexdigest()
out = []
for name, (compress, predictors), interleave, endian, layout in itertools.product(
    TYPES, [('NONE', [1]), ('PACKBITS', [1]), ('LZW', [1, 2, 3]), ('DEFLATE', [1, 2, 3]), ('ZSTD', [1, 2, 3])],
    ['PIXEL', 'BAND'], ['LITTLE', 'BIG'], ['tile', 'strip']):
    for p in predictors:
        if p == 3 and not name.startswith('float'): continue
        if p == 2 and name == 'float16': continue
        # libtiff does not read back what it writes here: complex halves swapped, float planes reversed.
        if endian == 'BIG' and (p == 3 or (p == 2 and name.startswith('c'))): continue
        key = f'{name}-{compress}-{p}-{interleave}-{endian}-{layout}'
        opts = [f'COMPRESS={compress}', f'PREDICTOR={p}', f'INTERLEAVE={interleave}', f'ENDIANNESS={endian}']
        opts += ['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16'] if layout == 'tile' else ['BLOCKYSIZE=7']
        if name == 'float16': opts.append('NBITS=16')
        if name == 'int8': opts.append('PIXELTYPE=SIGNEDBYTE')
        if len(out) % 5 == 0: opts.append('BIGTIFF=YES')
        d = gdal.GetDriverByName('GTiff').Create(f'{folder}/{key}.tif', W, H, 2, TYPES[name], opts)
        for i in range(2): d.GetRasterBand(i + 1).WriteArray(band(name, i))
        d = None
        d = gdal.Open(f'{folder}/{key}.tif')
        out.append([key, name, [digest(d, i, name) for i in range(2)]])
# Big-endian with predictor 3 as the specification has it: planes are most significant first in any case.
import struct, zlib
a = band('float32', 0)
planes = np.stack([a.astype('>f4').view('u1').reshape(H, W, 4)[:, :, k] for k in range(4)], 1).reshape(H, 4 * W)
delta = planes.copy(); delta[:, 1:] = planes[:, 1:] - planes[:, :-1]
body = zlib.compress(delta.tobytes())
tags = [(256, 3, W), (257, 3, H), (258, 3, 32), (259, 3, 8), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 3, H), (279, 4, len(body)), (317, 3, 3), (339, 3, 3)]
ifd = struct.pack('>H', len(tags)) + b''.join(struct.pack('>HHI', t, k, 1) + (struct.pack('>HH', v, 0) if k == 3 else struct.pack('>I', v)) for t, k, v in tags)
body += b'\0' * (len(body) % 2)
open(f'{folder}/big-endian-predictor-3.tif', 'wb').write(b'MM\0*' + struct.pack('>I', 8 + len(body)) + body + ifd + bytes(4))
d = gdal.Open(f'{folder}/big-endian-predictor-3.tif')
assert (d.ReadAsArray() == a).all()
out.append(['big-endian-predictor-3', 'float32', [digest(d, 0, 'float32')]])
print(json.dumps(out))
`;

function digest(data: Samples): string {
  const hash = createHash('sha256');
  for (const part of 're' in data ? [data.re, data.im] : [data]) {
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest('hex');
}

describe.skipIf(!available('gdal'))(
  'every combination of codec, type, order and layout that GDAL writes',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'cuesta-generated-'));
    let files: [key: string, dtype: string, digests: string[]][];
    beforeAll(() => {
      files = JSON.parse(run(python, ['-c', GENERATE, folder]));
    }, 60_000);
    afterAll(() => rmSync(folder, { recursive: true }));

    it('reads the same samples as GDAL', async () => {
      expect(files.length).toBeGreaterThan(600);
      const wrong: string[] = [];
      for (const [key, dtype, digests] of files) {
        const raster = await openRaster(join(folder, `${key}.tif`));
        if (raster.info.dtype !== dtype) wrong.push(`${key}: ${raster.info.dtype}`);
        for (const [band, expected] of digests.entries()) {
          const { data } = await raster.readBand(fullWindow(raster.info), { band });
          if (digest(data) !== expected) wrong.push(`${key} band ${band}`);
        }
        await raster.close();
      }
      expect(wrong).toEqual([]);
    }, 60_000);
  },
);
