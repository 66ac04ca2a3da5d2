"""Reads a whole raster and prints the seconds it took, start-up not counted: read-gdal.py FILE THREADS."""
import json
import sys
import time

import numpy
from osgeo import gdal

gdal.UseExceptions()
path, threads = sys.argv[1:]
options = [] if threads == "1" else [f"NUM_THREADS={threads}"]
start = time.perf_counter()
dataset = gdal.OpenEx(path, open_options=options)
data = dataset.GetRasterBand(1).ReadAsArray()
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "sum": float(numpy.sum(data.ravel()[::1009], dtype="f8"))}))
