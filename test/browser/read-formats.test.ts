import { describe, expect, it } from 'vitest';
import { fullWindow } from '../../src/core/window.js';
import { openRaster } from '../../src/io/open.js';

/** 8 x 8 pixels, x * 3 + y * 20, that GDAL wrote. */
const FILES: Readonly<Record<string, string>> = {
  'lerc.tif':
    'SUkqAAgAAAAMAAABAwABAAAACAAAAAEBAwABAAAACAAAAAIBAwABAAAAIAAAAAMBAwABAAAAR4gAAAYBAwABAAAAAQAAABEBBAABAAAApgAAABUBAwABAAAAAQAAABYBAwABAAAACAAAABcBBAABAAAATwEAABwBAwABAAAAAQAAAFMBAwABAAAAAwAAAPLFBAACAAAAngAAAAAAAAAEAAAAAAAAAExlcmMyIAQAAAD8j6OECAAAAAgAAAABAAAAQAAAAAgAAABPAQAABgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACBkQAAAAAAAAAAAAAAhQwEAAAAAAABAQAAAwEAAABBBAABAQQAAcEEAAJBBAACoQQAAoEEAALhBAADQQQAA6EEAAABCAAAMQgAAGEIAACRCAAAgQgAALEIAADhCAABEQgAAUEIAAFxCAABoQgAAdEIAAHBCAAB8QgAAhEIAAIpCAACQQgAAlkIAAJxCAACiQgAAoEIAAKZCAACsQgAAskIAALhCAAC+QgAAxEIAAMpCAADIQgAAzkIAANRCAADaQgAA4EIAAOZCAADsQgAA8kIAAPBCAAD2QgAA/EIAAAFDAAAEQwAAB0MAAApDAAANQwAADEMAAA9DAAASQwAAFUMAABhDAAAbQwAAHkMAACFD',
  'jpeg.tif':
    'SUkqAAgAAAAMAAABAwABAAAACAAAAAEBAwABAAAACAAAAAIBAwABAAAACAAAAAMBAwABAAAABwAAAAYBAwABAAAAAQAAABEBBAABAAAA5wAAABUBAwABAAAAAQAAABYBAwABAAAACAAAABcBBAABAAAAUQAAABwBAwABAAAAAQAAAFMBAwABAAAAAQAAAFsBBwBJAAAAngAAAAAAAAD/2P/bAEMACAYGBwYFCAcHBwkJCAoMFA0MCwsMGRITDxQdGh8eHRocHCAkLicgIiwjHBwoNyksMDE0NDQfJzk9ODI8LjM0Mv/Z/9j/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABkQAAEFAAAAAAAAAAAAAAAAAAAEBiMxof/aAAgBAQAAPwAemYVRYf/Z',
  'image.jp2':
    'AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAACAAAAAgAAQcHAAAAAAAPY29scgEAAAAAABEAAADSanAyY/9P/1EAKQACAAAACAAAAAgAAAAAAAAAAAAAAAgAAAAIAAAAAAAAAAAAAQcBAf9SAA0BAAABAAAEBAABmf9cAARAQP9kAD0AAUNyZWF0ZWQgYnkgT3BlbkpQRUcgdmVyc2lvbiAyLjUuMC4gTE9TU0xFU1Mgc2V0dGluZ3MgdXNlZP+QAAoAAAAAAEcAAf+T34GwEitm2o/96KIIR+TJFhA2sO2Q2cQYIyO565wPC1Vzp+1UtAYPk+oNjXVv+Tp//ieXl5eUs/s//9k=',
};

function bytesOf(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(FILES[name]!), (c) => c.charCodeAt(0));
}

describe('decoders that the browser loads at first use', () => {
  it.each([
    ['lerc.tif', 0],
    ['image.jp2', 0],
    // Lossy.
    ['jpeg.tif', 2],
  ])('read %s', async (name, tolerance) => {
    const raster = await openRaster(new File([bytesOf(name)], name));
    const { data } = await raster.readBand(fullWindow(raster.info));
    const errors = Array.from(data as Uint8Array, (sample, i) =>
      Math.abs(sample - ((i % 8) * 3 + Math.floor(i / 8) * 20)),
    );
    expect(errors.length).toBe(64);
    expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance);
    await raster.close();
  });

  it('read a mosaic of files that were dropped together', async () => {
    const rect = (name: string, col: number) => `<${name} xOff="${col}" yOff="0" xSize="8" ySize="8"/>`;
    const source = (file: string, col: number) =>
      `<SimpleSource><SourceFilename relativeToVRT="1">${file}</SourceFilename>${rect('SrcRect', 0)}${rect('DstRect', col)}</SimpleSource>`;
    const vrt = `<VRTDataset rasterXSize="16" rasterYSize="8"><VRTRasterBand dataType="Float32">${source('lerc.tif', 0)}${source('image.jp2', 8)}</VRTRasterBand></VRTDataset>`;
    const beside = { 'lerc.tif': bytesOf('lerc.tif'), 'image.jp2': new Blob([bytesOf('image.jp2')]) };
    const raster = await openRaster(new File([vrt], 'mosaic.vrt'), { beside });
    const { data } = await raster.readBand({ col: 6, row: 3, width: 4, height: 1 });
    expect(Array.from(data as Float32Array)).toEqual([78, 81, 60, 63]);
    await raster.close();
  });
});
