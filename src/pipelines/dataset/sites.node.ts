import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ioError } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import { DFC30_LAYERS, DFC30_MODELS, type Dfc30Layer } from '../../networks/jspsr/dfc30/layers.js';
import { scanLayout } from '../../networks/jspsr/dfc30/scan-layout.node.js';
import type { DatasetConfig } from './config.js';

/** Rasters of one place. */
export interface DatasetSite {
  readonly city: string;
  /** Of its samples' file names. */
  readonly id: string;
  readonly files: Readonly<Partial<Record<Dfc30Layer, string>>>;
}

const NEEDED: readonly Dfc30Layer[] = [DFC30_LAYERS.image, DFC30_LAYERS.truth, 'COP30'];
const ALL: readonly Dfc30Layer[] = [...Object.values(DFC30_LAYERS), ...DFC30_MODELS];

/** What the published source tree calls the folder of FATHOM in some cities. */
const OTHER_NAMES: Readonly<Partial<Record<Dfc30Layer, string>>> = { FATHOM: 'FathomDEM' };

/**
 * The places that samples are made of. Throws `config` for neither a source tree nor own rasters, or both, `io` for a folder that cannot be
 * read, `input` for one without cities or with uneven layers.
 */
export async function findSites(config: DatasetConfig): Promise<DatasetSite[]> {
  requireOneKind(config);
  if (config.source !== undefined) return sitesOfTree(config.source);
  const files = {
    [DFC30_LAYERS.image]: config.ortho,
    [DFC30_LAYERS.truth]: config.truth,
    [DFC30_LAYERS.mask]: config.landUse,
    [DFC30_LAYERS.canopy]: config.canopy,
    ...{ COP30: config.cop30, FABDEM: config.fabdem, FATHOM: config.fathom },
  };
  const given = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return [{ city: config.city!, id: config.city!, files: Object.fromEntries(given) }];
}

const OWN = ['city', 'ortho', 'truth', 'cop30'] as const;
const OPTIONAL = ['landUse', 'canopy', 'fabdem', 'fathom'] as const;
const flagOf = (field: keyof DatasetConfig): string =>
  `--${field.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

function requireOneKind(config: DatasetConfig): void {
  const hint = `Give --source, or own rasters: ${OWN.map(flagOf).join(', ')}, and what else there is.`;
  if (config.source === undefined) {
    const missing = OWN.filter((field) => config[field] === undefined).map(flagOf);
    if (missing.length === 0) return;
    const what =
      missing.length === OWN.length ? 'Neither a source tree nor own rasters are' : missing.join(', ');
    const verb = missing.length === OWN.length ? 'given' : `${missing.length === 1 ? 'is' : 'are'} missing`;
    throw new CuestaError('config', `${what} ${verb}.`, { subject: missing[0]!, hint });
  }
  const own = [...OWN, ...OPTIONAL].find((field) => config[field] !== undefined);
  if (own === undefined) return;
  throw new CuestaError('config', `--source and ${flagOf(own)} exclude each other.`, {
    ...{ subject: flagOf(own), hint },
  });
}

async function sitesOfTree(root: string): Promise<DatasetSite[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    throw ioError(cause, root, 'read');
  });
  const cities = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const sites: DatasetSite[] = [];
  for (const city of cities.sort()) {
    const folderName = (_: string, layer: Dfc30Layer): string =>
      existsSync(join(root, city, layer)) ? layer : (OTHER_NAMES[layer] ?? layer);
    const layers = ALL.filter(
      (layer) => NEEDED.includes(layer) || existsSync(join(root, city, folderName(city, layer))),
    );
    for (const { files } of await scanLayout(root, [city], layers, folderName)) {
      const id = basename(files[DFC30_LAYERS.truth]!).replace(/(_RGEALTI)?\.tiff?$/i, '');
      sites.push({ city, id, files });
    }
  }
  if (sites.length > 0) return sites;
  throw new CuestaError('input', `${root} holds no cities.`, {
    subject: '--source',
    hint: 'A source tree is ROOT/CITY/LAYER/*.tif.',
  });
}
