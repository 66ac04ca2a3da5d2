import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ioError } from '../core/atomic-file.node.js';
import { CuestaError } from '../core/errors.js';
import { readSarDescription } from './description/read-description.js';
import type { SarProduct } from './image/sar-product.js';
import { readSentinel1Annotation, sentinel1Product } from './sentinel1/annotation.js';
import { isTerrasarX, readTerrasarX } from './terrasar-x/annotation.js';

/**
 * Reads what a SAR image is from a description (`.json`), a Sentinel-1 or TerraSAR-X annotation (`.xml`), a Sentinel-1 SAFE folder with
 * exactly one annotation of the polarisation (any when there is only one) or the folder of a TerraSAR-X product. The samples stay in
 * `raster`. Throws `io`, `format`, `unsupported`, or `config` when a folder leaves a choice.
 */
export async function readSarProduct(path: string, polarisation?: string): Promise<SarProduct> {
  try {
    const file = (await stat(path)).isDirectory() ? await annotationOf(path, polarisation) : path;
    requireDescription(file);
    const text = await readFile(file, 'utf8');
    if (/\.json$/i.test(file)) return readSarDescription(text, file);
    return isTerrasarX(text)
      ? readTerrasarX(text, file, polarisation)
      : sentinel1Product(readSentinel1Annotation(text, file));
  } catch (cause) {
    throw ioError(cause, path, 'read');
  }
}

/** Throws `format` for what is no description by its name: most often the raster itself. */
function requireDescription(path: string): void {
  if (/\.(json|xml)$/i.test(path)) return;
  throw new CuestaError(
    'format',
    `${path} does not say where it was taken from: it is no description of a SAR image.`,
    {
      subject: path,
      hint: 'Name the JSON that describes the raster (docs/sar-format.md), the .xml annotation, or the folder of the product.',
    },
  );
}

async function annotationOf(safe: string, polarisation?: string): Promise<string> {
  const [level1b] = (await readdir(safe)).filter((name) => /^T[DS][MX]1_SAR__.*\.xml$/i.test(name)).sort();
  if (level1b !== undefined) return join(safe, level1b);
  const folder = join(safe, 'annotation');
  const wanted = polarisation?.toLowerCase() ?? '[hv]{2}';
  const pattern = new RegExp(`^s1.-[^-]+-[^-]+-${wanted}-.*\\.xml$`);
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
  const files = names.filter((name) => pattern.test(name));
  if (files.length === 1) return join(folder, files[0]);
  throw new CuestaError('config', `${safe} has ${files.length} annotations to choose from.`, {
    subject: safe,
    hint: `Name one: ${files.length === 0 ? 'the .xml file of an image' : files.map((f) => join(folder, f)).join(', ')}.`,
  });
}
