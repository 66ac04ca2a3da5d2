import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { available, dataFolder } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { SCREEN_DEFAULTS, screenPoints } from './screen-points.js';

test('finds spikes on alternating tracks, and no slope', () => {
  const rng = createRng(2);
  const [x, y, h, spikes]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let k = 0; k < 400; k++) {
    for (const beam of [0, 3000]) {
      // A ramp of 30 degrees from point 200 on.
      const ground = 0.6 * 20 * Math.max(0, k - 200) + beam;
      const isSpike = k % 80 === 40;
      if (isSpike) spikes.push(h.length);
      x.push(beam);
      y.push(20 * k);
      h.push(ground + rng.normal() + (isSpike ? 900 : 0));
    }
  }
  const arrays = [x, y, h].map((v) => Float64Array.from(v)) as [Float64Array, Float64Array, Float64Array];
  const { keep, removed, tracks } = screenPoints(...arrays, SCREEN_DEFAULTS);
  expect(tracks).toBe(2);
  for (const i of spikes) expect(keep[i]).toBe(0);
  expect(removed).toBeLessThan(spikes.length + 5);
  const rigid = screenPoints(...arrays, { ...SCREEN_DEFAULTS, local: false });
  expect(rigid.removed).toBeGreaterThan(removed);
});

describe.skipIf(!available('data'))('ICESat-2 segments over a flat coast', () => {
  const rows = ['atl06sr_canopy.csv', 'atl06sr_top_of_canopy.csv'].flatMap((name) =>
    readFileSync(join(dataFolder, 'altimetry-icesat2', name), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .map((f) => ({
        lon: Number(f[1]),
        lat: Number(f[2]),
        h: Number(f[3]),
        beam: `${name} ${f[10]} ${f[11]} ${f[12]}`,
      })),
  );
  const metres = 111_400;
  const x = Float64Array.from(rows, (r) => r.lon * metres * Math.cos((71.3 * Math.PI) / 180));
  const y = Float64Array.from(rows, (r) => r.lat * metres);
  const h = Float64Array.from(rows, (r) => r.h);

  /** The rule by definition, with the beams that the file names: sorted windows, pieces between gaps of 500 m. */
  function literal(): boolean[] {
    const pieces: number[][] = [];
    for (const beam of new Set(rows.map((r) => r.beam))) {
      let last = -1;
      rows.forEach((r, i) => {
        if (r.beam !== beam) return;
        if (last < 0 || Math.hypot(x[i]! - x[last]!, y[i]! - y[last]!) > 500) pieces.push([]);
        pieces.at(-1)!.push(i);
        last = i;
      });
    }
    const middle = (values: number[]): number => {
      const sorted = values.sort((a, b) => a - b);
      return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
    };
    const off = new Array<number>(rows.length).fill(0);
    for (const piece of pieces) {
      piece.forEach((i, k) => {
        const start = Math.max(0, Math.min(k - 10, piece.length - 21));
        off[i] = h[i]! - middle(piece.slice(start, start + 21).map((j) => h[j]!));
      });
    }
    const centre = middle([...off]);
    const nmad = 1.4826 * middle(off.map((d) => Math.abs(d - centre)));
    return off.map((d) => Math.abs(d) <= 5 * nmad);
  }

  test('more than 5 NMAD off the running median: as with beams by name', () => {
    const { keep, removed, kept, nmad, tracks } = screenPoints(x, y, h, { ...SCREEN_DEFAULTS, local: false });
    const expected = literal();
    const gone = expected.filter((stays) => !stays).length;
    console.info(
      `ICESat-2: ${rows.length} points, ${tracks} tracks, NMAD ${nmad.toFixed(3)} m, ${removed} removed (${gone} with beams by name)`,
    );
    expect(rows.length).toBe(11_595);
    expect(kept + removed).toBe(rows.length);
    const differing = expected.filter((stays, i) => stays !== (keep[i] === 1)).length;
    expect(differing).toBeLessThan(0.05 * rows.length);
  });
});
