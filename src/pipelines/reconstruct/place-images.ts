import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { fullWindow, intersect, type Window } from '../../core/window.js';
import { type Mirror, mirrorForSun } from '../../networks/chen2022/sun-mirror.js';
import { slopeOfContrast } from '../../networks/madnet/slope-of-contrast.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { ReconstructConfig } from './config.js';
import { latticeOf } from './model-tiles.js';
import type { Pair } from './pairs.js';
import type { ReconstructTask } from './reconstruct-task.js';
import type { ReconstructionModel } from './reconstruction-model.node.js';
import type { ImageSun } from './suns.js';
import { SAME_TONE, type Tone } from './tone.js';

interface KnownImage {
  readonly path: string;
  readonly sha256: string;
  readonly grid: Grid;
  readonly tone?: Tone;
  readonly sun?: ImageSun | null;
}

/** The images, those of a pair as one, in canonical order with their network tiles. Throws `no-overlap` for one that leaves the DTM. */
export function placeImages(
  images: readonly KnownImage[],
  pairs: readonly Pair[],
  grid: Grid,
  model: ReconstructionModel,
  config: ReconstructConfig,
): ReconstructTask['images'] {
  const rights = new Map(pairs.map(({ left, right }) => [left, right]));
  const isRight = new Set(rights.values());
  return images
    .map((image, order) => ({ image, order }))
    .filter(({ order }) => !isRight.has(order))
    .sort((a, b) =>
      a.image.sha256 < b.image.sha256 ? -1 : a.image.sha256 > b.image.sha256 ? 1 : a.order - b.order,
    )
    .map(({ image, order }) => {
      const right = rights.get(order);
      const parts = right === undefined ? [image] : [image, images[right]!];
      const extent = unionOf(parts.map((part) => extentOf(part, grid)));
      return {
        parts: parts.map(({ path, grid: own, tone = SAME_TONE }) => ({ path, grid: own, tone })),
        order,
        extent,
        lattice: latticeOf(extent, model, config),
        mirror: model.light === 'any' || !image.sun ? AS_IT_IS : mirrorForSun(image.sun.azimuth),
        contrast: contrastOf(model, image.sun ?? null),
      };
    });
}

function contrastOf({ task: { heights } }: ReconstructionModel, sun: ImageSun | null): number {
  if (heights.type !== 'pixels' || heights.sunElevation === null || sun === null) return 1;
  return slopeOfContrast(sun.elevation, heights.sunElevation);
}

const AS_IT_IS: Mirror = { upDown: false, leftRight: false };

function extentOf({ path, grid: own }: KnownImage, grid: Grid): Window {
  const extent = intersect(footprintWindow(grid, own, 0), fullWindow(grid));
  if (extent !== null) return extent;
  throw new CuestaError('no-overlap', `${path} lies outside the DTM after its registration.`, {
    subject: path,
    hint: 'Its registration went astray: check the angles of the Sun, or leave --register out.',
  });
}

function unionOf(windows: readonly Window[]): Window {
  const col = Math.min(...windows.map((w) => w.col));
  const row = Math.min(...windows.map((w) => w.row));
  return {
    col,
    row,
    width: Math.max(...windows.map((w) => w.col + w.width)) - col,
    height: Math.max(...windows.map((w) => w.row + w.height)) - row,
  };
}
