import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { cogSpec } from '../../src/io/cog/cog-spec.js';
import { CogWriter } from '../../src/io/cog/cog-writer.node.js';
import { available } from '../support/requirements.js';

const folder = mkdtempSync(join(tmpdir(), 'cuesta-gpu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const icd = process.env.VK_ICD_FILENAMES ?? '/usr/lib/chromium/vk_swiftshader_icd.json';
const cli = join(import.meta.dirname, '../../dist/cli/main.js');
const [width, height] = [120, 90];

async function writeView(name: string, samples: Uint8Array): Promise<void> {
  const writer = await CogWriter.create(
    join(folder, name),
    cogSpec({ width, height, dtype: 'uint8', georef: null, nodata: null }),
  );
  await writer.writeTile({ col: 0, row: 0, depth: 0 }, [samples]);
  await writer.finish();
}

function match(output: string, ...options: string[]) {
  const pair = ['left.tif', 'right.tif', '-o', output];
  return spawnSync(process.execPath, [cli, 'disparity', ...pair, '--quiet', ...options], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, VK_ICD_FILENAMES: icd },
  });
}

describe.skipIf(!available('chromium'))('cuesta disparity --backend webgpu', () => {
  beforeAll(async () => {
    const rng = createRng(8);
    const wide = width + 16;
    const texture = Uint8Array.from({ length: wide * height }, () => rng.int(256));
    const view = (shift: (y: number) => number): Uint8Array =>
      Uint8Array.from({ length: width * height }, (_, i) => {
        const y = Math.floor(i / width);
        return texture[y * wide + (i % width) + shift(y)];
      });
    await writeView(
      'left.tif',
      view((y) => 3 + (y >> 4)),
    );
    await writeView(
      'right.tif',
      view(() => 0),
    );
  });

  it('writes the bytes of the SIMD version', () => {
    const options = [
      '--range',
      '0',
      '15',
      '--levels',
      '2',
      '--classes',
      '--confidence',
      '--executor',
      'sequential',
    ];
    for (const backend of ['wasm', 'webgpu']) {
      const { status, stderr } = match(`${backend}.tif`, ...options, '--backend', backend);
      expect(status, stderr).toBe(0);
    }
    for (const product of ['', '_classes', '_confidence']) {
      const [simd, gpu] = ['wasm', 'webgpu'].map((b) => readFileSync(join(folder, `${b}${product}.tif`)));
      expect(gpu.equals(simd), product).toBe(true);
    }
  });

  it('refuses what the graphics device cannot do before it begins', () => {
    const wide = match('wide.tif', '--range', '-200', '200', '--backend', 'webgpu');
    expect(wide.status).toBe(2);
    expect(wide.stderr).toContain('--range spans 401 disparities; on WebGPU there are at most 256');
    const ncc = match('ncc.tif', '--range', '0', '15', '--method', 'ncc', '--backend', 'webgpu');
    expect(ncc.status).toBe(4);
    expect(ncc.stderr).toContain('no WebGPU version');
  });
});
