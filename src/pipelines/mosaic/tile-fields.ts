import { z } from 'zod';

/** The mosaic as several files, and parts of it as jobs of their own. */
export const tileFields = {
  outputTileSize: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Write the mosaic as files of this many pixels, OUTPUT-tile-0.tif, -tile-1, ... row by row')
    .meta({ placeholder: 'px' }),
  georefTileSize: z
    .number()
    .positive()
    .optional()
    .describe('The same, in map units')
    .meta({ placeholder: 'size' }),
  tileIndex: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Of those files only this one, counted from 0')
    .meta({ placeholder: 'index' }),
  tileList: z
    .string()
    .optional()
    .describe('Of those files only these: "0 3 5"')
    .meta({ placeholder: 'indices' }),
};
