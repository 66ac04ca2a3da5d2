import { readFile } from 'node:fs/promises';
import { sha256File } from '../../io/hash.node.js';
import { type Sidecar, sidecarPath } from '../../io/sidecar.js';
import { canonicalJson } from '../../jobs/canonical-json.js';
import { VERSION } from '../../product/version.node.js';
import type { WrittenRaster } from '../../product/write-raster.node.js';
import type { RasterJob } from './plan-simulate.node.js';

/**
 * The raster of a job if an earlier run has finished it: same version and configuration in its sidecar, and a file with the
 * hash that stands there. Null when it has to be made.
 */
export async function finishedRaster(
  { definition }: RasterJob,
  signal: AbortSignal,
): Promise<WrittenRaster | null> {
  const { path } = definition.outputs[0];
  const sidecar = await readSidecar(path);
  if (sidecar === null || sidecar.tool?.version !== VERSION || sidecar.product === undefined) return null;
  if (canonicalJson(sidecar.config) !== canonicalJson(definition.config)) return null;
  const { sha256, bytes } = await sha256File(path, signal).catch(() => ({ sha256: null, bytes: 0 }));
  return sha256 === sidecar.product.sha256 ? { path, bytes, sha256 } : null;
}

async function readSidecar(product: string): Promise<Partial<Sidecar> | null> {
  try {
    return JSON.parse(await readFile(sidecarPath(product), 'utf8')) as Partial<Sidecar> | null;
  } catch {
    return null;
  }
}
