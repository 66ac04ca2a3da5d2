import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { available, python, run } from '../../../test/support/requirements.js';
import type { ComplexSamples } from '../../core/band.js';
import { openRaster } from '../open.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-cosar-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [WIDTH, HEIGHT] = [37, 11];
const re = (col: number, row: number) => 31 * col - 700 * row + 5;
const im = (col: number, row: number) => -9 * col + 13 * row * row - 3000;
const validFrom = (row: number) => 1 + (row % 4);
const validTo = (row: number) => WIDTH - (row % 3);

/** A file as the specification describes it, big-endian. */
function cosar(changes: Readonly<Record<number, number>> = {}, more = 0): Uint8Array {
  const line = (WIDTH + 2) * 4;
  const view = new DataView(new ArrayBuffer(line * (HEIGHT + 4) + more));
  const header = {
    0: line * (HEIGHT + 4),
    4: 0,
    8: WIDTH,
    12: HEIGHT,
    16: 1,
    20: line,
    24: HEIGHT + 4,
    28: 0x43534152,
    32: 1,
    ...changes,
  };
  for (const [at, value] of Object.entries(header)) view.setUint32(Number(at), value);
  for (let row = 0; row < HEIGHT; row++) {
    const at = (row + 4) * line;
    view.setInt32(at, validFrom(row));
    view.setInt32(at + 4, validTo(row));
    for (let col = 0; col < WIDTH; col++) {
      view.setInt16(at + 8 + 4 * col, re(col, row));
      view.setInt16(at + 10 + 4 * col, im(col, row));
    }
  }
  return new Uint8Array(view.buffer);
}

describe('COSAR', () => {
  it('gives the valid samples of any window, and 0 elsewhere', async () => {
    const source = await openRaster(cosar());
    expect(source.info).toMatchObject({ width: WIDTH, height: HEIGHT, dtype: 'cint16', georef: null });
    for (const window of [
      { col: 0, row: 0, width: WIDTH, height: HEIGHT },
      { col: 2, row: 3, width: 30, height: 5 },
      { col: 36, row: 10, width: 1, height: 1 },
    ]) {
      const { data } = await source.readBand(window);
      const samples = data as ComplexSamples;
      for (let i = 0; i < window.width * window.height; i++) {
        const [col, row] = [window.col + (i % window.width), window.row + Math.floor(i / window.width)];
        const valid = col + 1 >= validFrom(row) && col + 1 <= validTo(row);
        expect([samples.re[i], samples.im[i]]).toEqual(valid ? [re(col, row), im(col, row)] : [0, 0]);
      }
    }
    await expect(source.readBand({ col: 30, row: 0, width: 8, height: 1 })).rejects.toMatchObject({
      code: 'config',
    });
    await source.close();
  });

  it.skipIf(!available('gdal'))('is what GDAL reads', async () => {
    const path = join(folder, 'image.cos');
    writeFileSync(path, cosar());
    const script = `
from osgeo import gdal; import json, sys
a = gdal.Open(sys.argv[1]).ReadAsArray(); print(json.dumps([a.real.tolist(), a.imag.tolist()]))`;
    const [real, imaginary] = JSON.parse(run(python, ['-c', script, path])) as number[][][];
    const source = await openRaster(path);
    const { data } = await source.readBand({ col: 0, row: 0, width: WIDTH, height: HEIGHT });
    expect([...(data as ComplexSamples).re]).toEqual(real!.flat());
    expect([...(data as ComplexSamples).im]).toEqual(imaginary!.flat());
    await source.close();
  });

  it('is refused when it is damaged or of another kind', async () => {
    await expect(openRaster(cosar({ 8: 5 }))).rejects.toMatchObject({ code: 'format' });
    await expect(openRaster(cosar({ 32: 2 }))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(openRaster(cosar({}, 100))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(openRaster(cosar().slice(0, 34))).rejects.toMatchObject({ code: 'format' });
    const cut = await openRaster(cosar().slice(0, 1900));
    await expect(cut.readBand({ col: 0, row: 0, width: 3, height: HEIGHT })).rejects.toMatchObject({
      code: 'format',
    });
    const whole = { col: 0, row: 0, width: 1, height: 1 };
    await expect((await openRaster(cosar())).readRaster(whole)).rejects.toMatchObject({ code: 'input' });
  });
});
