import type { Window } from '../../core/window.js';
import type { BlockLocator } from './block-table.js';
import type { BlockFormat } from './decode/block.js';

/** One image of a TIFF file (full resolution, an overview or a mask): its size and how its blocks are stored. */
export interface TiffImage {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  /** Whether every band has blocks of its own (PlanarConfiguration 2). */
  readonly planar: boolean;
  readonly block: BlockFormat;
  readonly blockHeight: number;
  readonly blocksAcross: number;
  readonly blocksDown: number;
  /** Strips end with the image; tiles are always whole. */
  readonly tiled: boolean;
  /** Where the blocks are, numbered row by row, band after band when planar. */
  readonly locator: () => Promise<BlockLocator>;
}

/** Rows that the blocks of a block row hold in the file. */
export function storedRows(image: TiffImage, blockRow: number): number {
  return image.tiled
    ? image.blockHeight
    : Math.min(image.blockHeight, image.height - blockRow * image.blockHeight);
}

/** Pixels of a block that belong to the image. */
export function blockArea(
  image: TiffImage,
  { blockCol, blockRow }: { readonly blockCol: number; readonly blockRow: number },
): Window {
  const col = blockCol * image.block.width;
  const row = blockRow * image.blockHeight;
  return {
    col,
    row,
    width: Math.min(image.block.width, image.width - col),
    height: Math.min(image.blockHeight, image.height - row),
  };
}
