import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { northUp } from '../core/geo-transform.js';
import { parseCrs } from '../geo/parse-crs.js';
import { type Sidecar, type SidecarFacts, sidecarPath } from './sidecar.js';
import { writeSidecar } from './sidecar.node.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-sidecar-'));
afterAll(() => rmSync(folder, { recursive: true }));

const facts: SidecarFacts = {
  tool: { name: 'cuesta', version: '0.1.0' },
  command: 'cuesta mosaic a.tif b.tif -o dem.tif',
  config: { exponent: 2, crs: null },
  product: { path: join(folder, 'dem.tif'), sha256: 'ab', bytes: 10 },
  inputs: [{ path: 'a.tif', sha256: 'cd', bytes: 20 }],
  grid: { width: 3, height: 2, transform: northUp(0, 10, 1, 1), crs: parseCrs('EPSG:32633') },
  bands: 1,
  dtype: 'float32',
  nodata: Number.NaN,
  unit: 'metre',
  metrics: { seam: 0.5 },
  seed: 7,
  backend: 'wasm',
  threads: 2,
  warnings: ['careful'],
};

describe('writeSidecar', () => {
  it('writes facts and run beside the product', async () => {
    const started = new Date();
    const path = await writeSidecar(facts, started);
    expect(path).toBe(join(folder, 'dem.json'));
    const sidecar = JSON.parse(readFileSync(path, 'utf8')) as Sidecar;
    const { grid: _, nodata, backend, threads, ...same } = facts;
    expect(sidecar).toMatchObject(same);
    expect(nodata).toBeNaN();
    expect(sidecar.nodata).toBe('nan');
    expect(sidecar.grid.crs).toMatchObject({
      authority: 'EPSG:32633',
      body: 'Earth',
      verticalDatum: 'unknown',
    });
    expect(sidecar.grid.transform).toEqual([1, 0, 0, 0, -1, 10]);
    expect(sidecar.run).toMatchObject({ started: started.toISOString(), backend, threads });
    expect(sidecar.run.peakMemoryBytes).toBeGreaterThan(10 << 20);
    expect(readdirSync(folder)).toEqual(['dem.json']);
  });

  it('names itself after the product', () => {
    expect(sidecarPath('a/b.c.TIFF')).toBe('a/b.c.json');
    expect(sidecarPath('plain')).toBe('plain.json');
  });
});
