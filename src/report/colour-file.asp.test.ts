import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { asParts, fileTable, parseColourFile } from './colour-file.js';
import { painterOf } from './colour-table.js';

/**
 * What Ames Stereo Pipeline's colormap does with a file: every line has a value from 0 to 1, or a percentage, and red, green and blue; heights are
 * brought to 0 to 1 by the range, cut at its ends, and each colour is interpolated. Written down in numpy, beside its reading
 * of the same file.
 */
const NUMPY = `
import sys, numpy as np
folder, low, high = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
rows = []
for line in open(folder + '/colours.txt'):
    cells = line.split('#')[0].replace(',', ' ').split()
    if not cells: continue
    at = float(cells[0][:-1]) / 100 if cells[0].endswith('%') else float(cells[0])
    rows.append([at] + [float(v) for v in cells[1:4]])
rows = np.array(sorted(rows))
z = np.fromfile(folder + '/z', 'f4').astype('f8')
part = np.clip((z - low) / (high - low), 0, 1)
np.stack([np.interp(part, rows[:, 0], rows[:, k]) for k in (1, 2, 3)], 1).tofile(folder + '/rgb')
`;

const folder = mkdtempSync(join(tmpdir(), 'cuesta-asp-colours-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!available('gdal'))('normalised colour files of Ames Stereo Pipeline', () => {
  it.each([
    ['with commas', '0, 10, 20, 30\n0.2, 200, 0, 90\n0.55, 0, 255, 0\n1, 255, 255, 255\n'],
    ['with blanks, unsorted, with comments', '# map\n1.0 0 0 0\n0.0 255 128 64 # low\n\n0.333 7 250 99\n'],
    ['in percent', '0% 0 0 255\n50% 255 255 255\n100% 255 0 0\n'],
    ['that ends inside the range', '0.25 10 200 30\n0.75 200 10 130\n'],
  ])('%s: the colours of numpy', (_, text) => {
    const rng = createRng(7);
    const [min, max] = [-2310.5, 1874.25];
    const heights = Float32Array.from({ length: 4000 }, () => min - 200 + rng.next() * (max - min + 400));
    heights.set([min, max]);
    writeFileSync(join(folder, 'colours.txt'), text);
    writeFileSync(join(folder, 'z'), new Uint8Array(heights.buffer));
    run(python, ['-c', NUMPY, folder, String(min), String(max)]);
    const expected = new Float64Array(new Uint8Array(readFileSync(join(folder, 'rgb'))).buffer);
    const painter = painterOf(fileTable(asParts(parseColourFile(text, 'a')), { min, max }, 'interpolate'));
    const colour = new Uint8Array(4);
    const seen = new Set<number>();
    for (const [i, height] of heights.entries()) {
      painter(height, colour, 0);
      for (let c = 0; c < 3; c++) {
        expect(Math.abs(colour[c]! - expected[3 * i + c]!), `height ${height}`).toBeLessThanOrEqual(
          0.5 + 1e-6,
        );
      }
      expect(colour[3]).toBe(255);
      seen.add(colour[0]! * 65536 + colour[1]! * 256 + colour[2]!);
    }
    expect(seen.size).toBeGreaterThan(150);
  });
});
