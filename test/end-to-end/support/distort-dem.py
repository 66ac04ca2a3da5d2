"""Makes a source DEM whose alignment to a reference DEM is known, independently of Cuesta: OSR for the projection, closed
formulas for Cartesian coordinates, cubic convolution in numpy.

usage: distort-dem.py REFERENCE OUT JSON
JSON: window [col, row, width, height]; turn: rotation vector about east, north, up (degrees) and move: translation east, north, up
(metres), both source -> reference at the centre of the window; noise (sigma, metres); seed; plane: [dh per 10 km east, north].
"""
import json, sys
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
osr.UseExceptions()

reference, out, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
dataset = gdal.Open(reference)
gt = dataset.GetGeoTransform()
full = dataset.ReadAsArray().astype(np.float64)
nodata = dataset.GetRasterBand(1).GetNoDataValue()
if nodata is not None:
    full[full == nodata] = np.nan
projected = dataset.GetSpatialRef()
projected.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
geographic = projected.CloneGeogCS()
geographic.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
to_geographic = osr.CoordinateTransformation(projected, geographic)
to_projected = osr.CoordinateTransformation(geographic, projected)
A = geographic.GetSemiMajor()
F = 1 / geographic.GetInvFlattening() if geographic.GetInvFlattening() else 0
E2 = F * (2 - F)

def ecef(x, y, h):
    lonlat = np.array(to_geographic.TransformPoints(np.column_stack([x, y])))[:, :2]
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    n = A / np.sqrt(1 - E2 * np.sin(lat) ** 2)
    return np.column_stack([(n + h) * np.cos(lat) * np.cos(lon), (n + h) * np.cos(lat) * np.sin(lon), (n * (1 - E2) + h) * np.sin(lat)])

def from_ecef(p):
    r = np.hypot(p[:, 0], p[:, 1])
    lat = np.arctan2(p[:, 2], r * (1 - E2))
    for _ in range(8):
        n = A / np.sqrt(1 - E2 * np.sin(lat) ** 2)
        h = r / np.cos(lat) - n
        lat = np.arctan2(p[:, 2], r * (1 - E2 * n / (n + h)))
    lon = np.arctan2(p[:, 1], p[:, 0])
    xy = np.array(to_projected.TransformPoints(np.degrees(np.column_stack([lon, lat]))))[:, :2]
    return xy[:, 0], xy[:, 1], h

def weights(f):
    d = [1 + f, f, 1 - f, 2 - f]
    near = lambda t: 1.5 * t**3 - 2.5 * t**2 + 1
    far = lambda t: -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2
    return [far(d[0]), near(d[1]), near(d[2]), far(d[3])]

def height(x, y):
    u, v = (x - gt[0]) / gt[1] - 0.5, (y - gt[3]) / gt[5] - 0.5
    c, r = np.floor(u).astype(int), np.floor(v).astype(int)
    wx, wy = weights(u - c), weights(v - r)
    total = np.zeros_like(x)
    for j in range(4):
        for i in range(4):
            total += wx[i] * wy[j] * full[np.clip(r + j - 1, 0, full.shape[0] - 1), np.clip(c + i - 1, 0, full.shape[1] - 1)]
    return total

col, row, width, rows = options["window"]
cc, rr = np.meshgrid(np.arange(width) + col + 0.5, np.arange(rows) + row + 0.5)
x, y = (gt[0] + gt[1] * cc).ravel(), (gt[3] + gt[5] * rr).ravel()
middle = np.array([[gt[0] + gt[1] * (col + width / 2), gt[3] + gt[5] * (row + rows / 2)]])
centre = ecef(middle[:, 0], middle[:, 1], np.array([np.nanmedian(full)]))[0]
lonlat = np.radians(np.array(to_geographic.TransformPoints(middle))[0, :2])
sl, cl, sp, cp = np.sin(lonlat[0]), np.cos(lonlat[0]), np.sin(lonlat[1]), np.cos(lonlat[1])
enu = np.array([[-sl, cl, 0], [-sp * cl, -sp * sl, cp], [cp * cl, cp * sl, sp]])
w = np.radians(np.array(options.get("turn", [0, 0, 0]), float)) @ enu
angle = np.linalg.norm(w)
k = w / angle if angle > 0 else w
K = np.array([[0, -k[2], k[1]], [k[2], 0, -k[0]], [-k[1], k[0], 0]])
R = np.eye(3) + np.sin(angle) * K + (1 - np.cos(angle)) * K @ K
t = np.array(options.get("move", [0, 0, 0]), float) @ enu

h = height(x, y)
for _ in range(6):
    mx, my, mh = from_ecef((ecef(x, y, h) - centre) @ R.T + t + centre)
    h += height(mx, my) - mh
plane = options.get("plane", [0, 0])
h += (x - middle[0, 0]) / 1e4 * plane[0] + (y - middle[0, 1]) / 1e4 * plane[1]
h += np.random.default_rng(options.get("seed", 1)).normal(0, options.get("noise", 0) or 1e-12, h.shape)
result = gdal.GetDriverByName("GTiff").Create(out, width, rows, 1, gdal.GDT_Float32)
result.SetGeoTransform([gt[0] + gt[1] * col, gt[1], 0, gt[3] + gt[5] * row, 0, gt[5]])
result.SetProjection(dataset.GetProjection())
result.GetRasterBand(1).SetNoDataValue(-9999)
result.GetRasterBand(1).WriteArray(np.where(np.isnan(h), -9999, h).reshape(rows, width))
result = None
matrix = np.eye(4)
matrix[:3, :3] = R
matrix[:3, 3] = centre + t - R @ centre
print(json.dumps({"matrix": matrix.tolist(), "centre": centre.tolist(), "enu": enu.tolist()}))
