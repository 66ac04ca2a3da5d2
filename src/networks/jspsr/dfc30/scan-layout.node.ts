import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CuestaError } from '../../../core/errors.js';
import type { Dfc30Layer } from './layers.js';

/** One sample: a file per layer. */
export interface Dfc30Sample {
  readonly city: string;
  readonly files: Readonly<Partial<Record<Dfc30Layer, string>>>;
}

/** 2 comes before 10. */
const natural = new Intl.Collator('en', { numeric: true });

/**
 * The samples of cities in a folder of the data set: files of the layers, paired by their natural order within a city, as published.
 * `folderName` is for layers with folders of other names. Throws
 * `io` for a city or layer that is missing, `input` where a city has not the same number of files in all layers.
 */
export async function scanLayout(
  root: string,
  cities: readonly string[],
  layers: readonly Dfc30Layer[],
  folderName: (city: string, layer: Dfc30Layer) => string = (_, layer) => layer,
): Promise<Dfc30Sample[]> {
  const samples: Dfc30Sample[] = [];
  for (const city of cities) {
    const lists = await Promise.all(layers.map((layer) => filesOf(root, city, folderName(city, layer))));
    const count = lists[0]!.length;
    if (lists.some((list) => list.length !== count || count === 0)) throw uneven(root, city, layers, lists);
    for (let k = 0; k < count; k++) {
      const files = Object.fromEntries(layers.map((layer, i) => [layer, lists[i]![k]!]));
      samples.push({ city, files });
    }
  }
  return samples;
}

async function filesOf(root: string, city: string, layer: string): Promise<string[]> {
  const folder = join(root, city, layer);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new CuestaError('io', `${folder} cannot be read.`, {
      subject: folder,
      hint: `The data set is ROOT/CITY/LAYER/*.tif; cuesta dataset dfc30 makes it. Is ${root} its root?`,
      cause,
    });
  });
  return names
    .filter((name) => /\.tiff?$/i.test(name))
    .sort(natural.compare)
    .map((name) => join(folder, name));
}

function uneven(
  root: string,
  city: string,
  layers: readonly Dfc30Layer[],
  lists: readonly (readonly string[])[],
): CuestaError {
  const counts = layers.map((layer, i) => `${layer} ${lists[i]!.length}`).join(', ');
  return new CuestaError('input', `The layers of ${join(root, city)} do not match: ${counts} files.`, {
    subject: join(root, city),
    hint: 'Every sample needs one file in every layer, of the same place in natural order.',
  });
}
