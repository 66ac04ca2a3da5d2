"""Writes a rectified pair of 8-bit GeoTIFFs, a textured relief of waves: arguments: folder, side in pixels. The left pixel (x, y) is the right pixel (x + d, y)."""
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
folder, side = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(6)
noise = rng.standard_normal((512, side + 256)).astype('f4')
noise = noise + np.roll(noise, 1, 0) + np.roll(noise, 1, 1)
driver = gdal.GetDriverByName('GTiff')
options = ['TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512']
files = [driver.Create(f'{folder}/{name}.tif', side, side, 1, gdal.GDT_Byte, options) for name in ('left', 'right')]
x = np.arange(side, dtype='f4')
for top in range(0, side, 512):
    rows = min(512, side - top)
    texture = np.roll(noise, 37 * top, 1)[:rows]
    y = np.arange(top, top + rows, dtype='f4')[:, None]
    at = 128 + x + 24 * np.sin(x / 410) * np.cos(y / 370) + 6 * np.sin((x + y) / 90)
    low = at.astype('i4')
    row = np.arange(rows)[:, None]
    left = texture[row, low] + (at - low) * (texture[row, low + 1] - texture[row, low])
    for file, view in zip(files, (left, texture[:, 128 : 128 + side])):
        grey = np.clip(128 + 30 * view + rng.standard_normal(view.shape).astype('f4'), 0, 255).astype('u1')
        file.GetRasterBand(1).WriteArray(grey, 0, top)
for file in files:
    file.FlushCache()
