import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** What a test may need besides the project's own packages. */
export type Requirement = 'data' | 'gdal' | 'opencv' | 'proj' | 'chromium' | 'torch' | 'onnx';

/** Folder of the real data sets, read in place and never copied into the repository. */
export const dataFolder = resolve(
  process.env.CUESTA_TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data'),
);

/** Debian's interpreter: the first `python3` on the path may not see the apt packages. */
export const python = '/usr/bin/python3';

const probes: Readonly<Record<Requirement, () => boolean>> = {
  data: () => existsSync(resolve(dataFolder, 'README.md')),
  gdal: () => runs('gdalinfo', ['--version']) && runs(python, ['-c', 'import osgeo.gdal, numpy']),
  opencv: () => runs(python, ['-c', 'import cv2']),
  proj: () => runs('projinfo', ['EPSG:4326']),
  chromium: () => existsSync(process.env.CUESTA_CHROMIUM ?? '/usr/bin/chromium'),
  torch: () => runs(python, ['-c', 'import torch']),
  onnx: () => runs(python, ['-c', 'import onnx, numpy']),
};

const hints: Readonly<Record<Requirement, string>> = {
  data: `no data sets at ${dataFolder} (set CUESTA_TEST_DATA)`,
  gdal: 'GDAL is not installed (apt-get install gdal-bin python3-gdal)',
  opencv: 'OpenCV is not installed (apt-get install python3-opencv)',
  proj: 'PROJ is not installed (apt-get install proj-bin)',
  chromium: 'Chromium is not installed (apt-get install chromium)',
  torch: 'PyTorch is not installed (apt-get install python3-torch)',
  onnx: 'ONNX for Python is not installed (apt-get install python3-onnx)',
};

const found = new Map<Requirement, boolean>();

/**
 * Whether everything named is present: `describe.skipIf(!available('gdal', 'data'))`. A missing one prints why its
 * tests are skipped, or throws when `CUESTA_REQUIRE` (comma separated) demands it.
 */
export function available(...needs: readonly Requirement[]): boolean {
  return needs.map(isFound).every(Boolean);
}

function isFound(need: Requirement): boolean {
  const known = found.get(need);
  if (known !== undefined) return known;
  const present = probes[need]();
  found.set(need, present);
  if (!present) {
    if ((process.env.CUESTA_REQUIRE ?? '').split(',').includes(need)) {
      throw new Error(`CUESTA_REQUIRE demands "${need}", but ${hints[need]}`);
    }
    console.warn(`skipping tests: ${hints[need]}`);
  }
  return present;
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Runs a program to its end and returns its standard output; throws with its standard error. */
export function run(command: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
