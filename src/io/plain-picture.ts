/** Facts of a raster that holds nothing but samples. */
export const PLAIN_PICTURE = {
  nodata: null,
  scale: 1,
  offset: 0,
  georef: null,
  georefProblem: 'its format has none',
  pixelIsPoint: false,
  metadata: {},
} as const;
