import { type Source, Tiff, type TiffImage, type TiffTag } from '@cogeotiff/core';
import { CuestaError } from '../../core/errors.js';
import type { ByteSource } from '../source/byte-source.js';
import { checkStructure, damaged } from './structure.js';

/** Reads all image directories of a TIFF. Throws `format`, naming the file, when they are damaged. */
export async function openTiff(source: ByteSource, signal?: AbortSignal): Promise<Tiff> {
  await checkStructure(source, signal);
  const size = await source.size(signal);
  const adapter: Source = {
    url: new URL('cuesta:source'),
    ...(size === null ? {} : { metadata: { size } }),
    async fetch(offset, length, options) {
      // The library passes every length; a copy, because it looks at the whole buffer.
      const bytes = await source.read(offset, length!, options?.signal);
      return new Uint8Array(bytes).buffer;
    },
  };
  return guarded(source, () =>
    Tiff.create(adapter, { defaultReadSize: 16 * 1024, ...(signal && { signal }) }),
  );
}

/** Values of a tag as numbers; null when the image does not have it. Throws `format` when it holds text. */
export async function tagNumbers(
  image: TiffImage,
  tag: TiffTag,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<ArrayLike<number> | null> {
  const value = await fetchTag(image, tag, source, signal);
  if (value === null) return null;
  if (typeof value === 'number') return [value];
  // All values of a tag have one type: the first tells.
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const values = value as ArrayLike<unknown>;
    if (typeof values[0] === 'number') return values as ArrayLike<number>;
  }
  throw damaged(source, `tag ${tag} is not numeric`);
}

/** The first value of a numeric tag. */
export async function tagNumber(
  image: TiffImage,
  tag: TiffTag,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<number | null> {
  return (await tagNumbers(image, tag, source, signal))?.[0] ?? null;
}

/** Text of an ASCII tag (UTF-8, as GDAL writes it), up to the first NUL; null when the image does not have it. */
export async function tagText(
  image: TiffImage,
  id: TiffTag,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<string | null> {
  const tag = image.tags.get(id);
  if (tag === undefined) return null;
  // The library decodes Latin-1, and cannot decode long texts: only what it has already decoded is taken from it.
  const bytes =
    tag.type === 'lazy' && tag.value == null
      ? await source.read(tag.dataOffset, tag.count, signal)
      : Uint8Array.from(String(tag.value), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(bytes).split('\0', 1)[0];
}

function fetchTag(
  image: TiffImage,
  tag: TiffTag,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  return guarded(source, () =>
    image.fetch(tag as Parameters<TiffImage['fetch']>[0], signal === undefined ? {} : { signal }),
  );
}

/** The library throws plain errors at damaged values. */
async function guarded<T>(source: ByteSource, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof CuestaError) throw cause;
    throw damaged(source, (cause as Error).message, cause);
  }
}
