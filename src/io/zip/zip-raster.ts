import { CuestaError } from '../../core/errors.js';
import type { RasterSource } from '../../core/raster-source.js';
import { unsupportedFile } from '../format-error.js';
import type { OpenContext } from '../open-context.js';
import { readZipDirectory, type ZipEntry } from './zip-directory.js';
import { zipEntrySource } from './zip-entry-source.js';

/** What labels and rasters are called, labels first: they name their images. */
const NAMES = [/\.(lbl|xml|vrt)$/i, /\.(hgt|tiff?|cub|jp2|img|npy|pgm|png)$/i];

/** Opens the one raster that a ZIP archive holds. Throws `unsupported`, naming the files, when there is none or more than one. */
export async function openZip(context: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const { source } = context;
  const entries = await readZipDirectory(source, signal);
  const [entry, second] =
    NAMES.map((pattern) => entries.filter(({ name }) => pattern.test(name))).find(
      (found) => found.length > 0,
    ) ?? [];
  if (entry === undefined || second !== undefined) throw notOneRaster(source.name, entries);
  const beside = async (name: string) => {
    const found = entries.find((e) => baseName(e.name).toLowerCase() === baseName(name).toLowerCase());
    if (found !== undefined) return zipEntrySource(source, found);
    throw new CuestaError('io', `${source.name} has no file ${name}, which ${entry.name} names.`, {
      subject: source.name,
      hint: 'Unpack the archive and put the missing file beside the others.',
    });
  };
  const raster = await context.openInside(zipEntrySource(source, entry), beside, signal);
  return {
    ...raster,
    async close() {
      await raster.close();
      await source.close();
    },
  };
}

function notOneRaster(name: string, entries: readonly ZipEntry[]): CuestaError {
  const names = entries.slice(0, 5).map((entry) => entry.name);
  return unsupportedFile(name, `an archive that does not hold exactly one raster (${names.join(', ')})`);
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1)!;
}
