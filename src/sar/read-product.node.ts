import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ioError } from '../core/atomic-file.node.js';
import { CuestaError } from '../core/errors.js';
import { readSarDescription } from './description/read-description.js';
import type { SarProduct } from './image/sar-product.js';
import { readSentinel1Annotation, sentinel1Product } from './sentinel1/annotation.js';

/**
 * Reads what a SAR image is from a description (`.json`), a Sentinel-1 annotation (`.xml`) or a Sentinel-1 SAFE folder with exactly
 * one annotation of the polarisation (any when there is only one). The samples stay in `raster`. Throws `io`, `format`,
 * `unsupported`, or `config` when a folder leaves a choice.
 */
export async function readSarProduct(path: string, polarisation?: string): Promise<SarProduct> {
  try {
    const file = (await stat(path)).isDirectory() ? await annotationOf(path, polarisation) : path;
    const text = await readFile(file, 'utf8');
    return /\.json$/i.test(file)
      ? readSarDescription(text, file)
      : sentinel1Product(readSentinel1Annotation(text, file));
  } catch (cause) {
    throw ioError(cause, path, 'read');
  }
}

async function annotationOf(safe: string, polarisation?: string): Promise<string> {
  const folder = join(safe, 'annotation');
  const wanted = polarisation?.toLowerCase() ?? '[hv]{2}';
  const pattern = new RegExp(`^s1.-[^-]+-[^-]+-${wanted}-.*\\.xml$`);
  const files = (await readdir(folder)).filter((name) => pattern.test(name));
  if (files.length === 1) return join(folder, files[0]);
  throw new CuestaError('config', `${safe} has ${files.length} annotations to choose from.`, {
    subject: safe,
    hint: `Name one: ${files.length === 0 ? 'the .xml file of an image' : files.map((f) => join(folder, f)).join(', ')}.`,
  });
}
