import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { northUp } from '../../src/core/geo-transform.js';
import { fullWindow } from '../../src/core/window.js';
import { parseCrs } from '../../src/geo/parse-crs.js';
import { cogSpec } from '../../src/io/cog/cog-spec.js';
import { CogWriter } from '../../src/io/cog/cog-writer.node.js';
import { openRaster } from '../../src/io/open.node.js';
import { available } from '../support/requirements.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-gpu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const icd = process.env.VK_ICD_FILENAMES ?? '/usr/lib/chromium/vk_swiftshader_icd.json';
const cli = join(import.meta.dirname, '../../dist/cli/main.js');

describe.skipIf(!available('chromium'))('cuesta hillshade --backend webgpu', () => {
  it('gives the grey levels of the SIMD version to one level, over several tiles', async () => {
    const dem = join(folder, 'dem.tif');
    const georef = { crs: parseCrs('EPSG:32633'), transform: northUp(500000, 5000000, 10, 10) };
    const [width, height] = [700, 600];
    const spec = cogSpec({ width, height, dtype: 'float32', georef, nodata: -9999 });
    const writer = await CogWriter.create(dem, spec);
    const heightAt = (x: number, y: number): number =>
      300 * Math.sin(x / 60) * Math.cos(y / 45) + 40 * Math.sin((x * y) / 900);
    for (let row = 0; row * 512 < height; row++) {
      for (let col = 0; col * 512 < width; col++) {
        const [w, h] = [Math.min(512, width - col * 512), Math.min(512, height - row * 512)];
        const samples = Float32Array.from({ length: w * h }, (_, i) =>
          heightAt(col * 512 + (i % w), row * 512 + Math.floor(i / w)),
        );
        await writer.writeTile({ col, row, depth: 0 }, [samples]);
      }
    }
    await writer.finish();

    const shadeWith = async (backend: string): Promise<Float32Array> => {
      const out = join(folder, `${backend}.tif`);
      const args = [cli, 'hillshade', dem, '-o', out, '--backend', backend, '--tile-size', '512', '--quiet'];
      const { status, stderr } = spawnSync(process.execPath, args, {
        encoding: 'utf8',
        env: { ...process.env, VK_ICD_FILENAMES: icd },
      });
      expect(status, stderr).toBe(0);
      const source = await openRaster(out);
      const { data } = await source.readRaster(fullWindow(source.info));
      await source.close();
      return data;
    };
    const simd = await shadeWith('wasm');
    const gpu = await shadeWith('webgpu');
    expect(gpu.length).toBe(width * height);
    let worst = 0;
    for (let i = 0; i < simd.length; i++) worst = Math.max(worst, Math.abs(simd[i] - gpu[i]));
    expect(worst).toBeLessThanOrEqual(1);
    expect(new Set(gpu).size).toBeGreaterThan(100);
  });
});
