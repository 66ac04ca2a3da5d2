"""Cuts a DEM into 2 x 2 overlapping scenes whose errors are known, independently of Cuesta: every scene is sampled at positions of
an affine of its own, a cubic of its own is taken off its heights, noise is added. Scene 0 has no error but noise.

usage: cut-scenes.py DEM FOLDER JSON
JSON: overlap (part of a scene's side), plan (largest shift, pixels; a third of it for the linear terms at the edge), height (sigma
of the cubic's offset, metres), noise (sigma, metres), voids (square holes per scene), seed.
Writes s0.tif to s3.tif, control.csv (lon, lat, height with 0.1 x noise) and truth.json: per scene the plan and height parameters as
Cuesta has them, points with their ground height, and the Cramer-Rao bound.
"""
import json, sys
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
osr.UseExceptions()

source, folder, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
dataset = gdal.Open(source)
gt = dataset.GetGeoTransform()
px = gt[1]
dem = dataset.ReadAsArray().astype(np.float64)
H, W = dem.shape
rng = np.random.default_rng(options["seed"])
TAPS = np.arange(-3, 5)

def kernel(f):
    """Lagrange polynomials through eight samples: one continuous surface for all scenes, exact where the terrain is smooth. (A
    Lanczos kernel moves even planes by 0.02 pixels.)"""
    return np.array([np.prod([(f - m) / (k - m) for m in TAPS if m != k], axis=0) for k in TAPS])

def height(x, y):
    u, v = (x - gt[0]) / px - 0.5, (gt[3] - y) / px - 0.5
    c, r = np.floor(u).astype(int), np.floor(v).astype(int)
    wx, wy = kernel(u - c), kernel(v - r)
    total = np.zeros_like(x)
    for j, down in enumerate(TAPS):
        rows = np.clip(r + down, 0, H - 1)
        total += wy[j] * sum(wx[i] * dem[rows, np.clip(c + right, 0, W - 1)] for i, right in enumerate(TAPS))
    return total

def terms(u, v):
    return np.array([1 + 0 * u, u, v, u * u, u * v, v * v, u ** 3, u * u * v, u * v * v, v ** 3])

MARGIN = 10
overlap = options["overlap"]
w, h = int((W - 2 * MARGIN) / (2 - overlap)), int((H - 2 * MARGIN) / (2 - overlap))
origins = [(c, r) for r in (MARGIN, H - MARGIN - h) for c in (MARGIN, W - MARGIN - w)]
scenes = []
for k, (c0, r0) in enumerate(origins):
    plan = rng.uniform(-1, 1, 6) * px * options["plan"] * np.array([1, 1 / 3, 1 / 3] * 2)
    cubic = rng.normal(size=10) * options["height"] * np.array([1, .6, .6, .4, .4, .4, .3, .3, .3, .3])
    if k == 0:
        plan[:], cubic[:] = 0, 0
    r, c = np.mgrid[0:h, 0:w]
    x, y = gt[0] + (c0 + c + 0.5) * px, gt[3] - (r0 + r + 0.5) * px
    u, v = (c + 0.5) / (w / 2) - 1, 1 - (r + 0.5) / (h / 2)
    z = height(x + plan[0] + plan[1] * u + plan[2] * v, y + plan[3] + plan[4] * u + plan[5] * v)
    z += rng.normal(size=z.shape) * options["noise"] - np.tensordot(cubic, terms(u, v), 1)
    for _ in range(options.get("voids", 0)):
        col, row, size = rng.integers(w), rng.integers(h), rng.integers(3, 9)
        z[max(0, row - size):row + size, max(0, col - size):col + size] = -9999
    out = gdal.GetDriverByName("GTiff").Create(f"{folder}/s{k}.tif", w, h, 1, gdal.GDT_Float32)
    out.SetGeoTransform([gt[0] + c0 * px, px, 0, gt[3] - r0 * px, 0, -px])
    out.SetProjection(dataset.GetProjection())
    out.GetRasterBand(1).SetNoDataValue(-9999)
    out.GetRasterBand(1).WriteArray(z.astype(np.float32))
    out = None
    scenes.append(dict(plan=plan.tolist(), height=cubic.tolist()))

def ground(count):
    x = gt[0] + rng.uniform(MARGIN + 5, W - MARGIN - 5, count) * px
    y = gt[3] - rng.uniform(MARGIN + 5, H - MARGIN - 5, count) * px
    return x, y, height(x, y)

srs = dataset.GetSpatialRef()
srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
geographic = srs.CloneGeogCS()
geographic.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
x, y, z = ground(400)
lonlat = osr.CoordinateTransformation(srs, geographic).TransformPoints(np.column_stack([x, y]))
sigma = 0.1 * options["noise"]
with open(f"{folder}/control.csv", "w") as file:
    file.write("lon,lat,h,sigma\n")
    for (lon, lat, *_), value in zip(lonlat, z):
        file.write(f"{lon:.10f},{lat:.10f},{value + rng.normal() * sigma:.4f},{sigma}\n")

def bound():
    """Largest standard error of each scene's corners, pixels: plan and height of all scenes from all pixels of all overlaps, white noise,
    the true gradients, scene 0 known, no control. No unbiased method can do better."""
    south, east = np.gradient(dem)
    normal = np.zeros((64, 64))
    for a in range(4):
        for b in range(a + 1, 4):
            (ca, ra), (cb, rb) = origins[a], origins[b]
            r, c = np.mgrid[max(ra, rb):min(ra, rb) + h, max(ca, cb):min(ca, cb) + w]
            lines = []
            for k, sign in ((a, 1), (b, -1)):
                u, v = (c - origins[k][0] + 0.5) / (w / 2) - 1, 1 - (r - origins[k][1] + 0.5) / (h / 2)
                affine = terms(u, v)[:3]
                lines.append(sign * np.concatenate([affine * east[r, c], -affine * south[r, c], terms(u, v)]).reshape(16, -1))
            both = np.vstack(lines)
            at = np.r_[16 * a:16 * a + 16, 16 * b:16 * b + 16]
            normal[np.ix_(at, at)] += both @ both.T / (2 * options["noise"] ** 2)
    normal += 1e-9 * np.eye(64)
    covariance = np.linalg.inv(normal[16:, 16:])
    corners = [np.array([1, u, v]) for u in (-1, 1) for v in (-1, 1)]
    def sigma(k, p):
        i = 16 * k
        return np.sqrt(p @ covariance[i:i + 3, i:i + 3] @ p + p @ covariance[i + 3:i + 6, i + 3:i + 6] @ p)
    return [0] + [max(sigma(k, p) for p in corners) for k in range(3)]

x, y, z = ground(4000)
truth = dict(pixel=px, scenes=scenes, points=np.column_stack([x, y, z]).tolist(), bound=bound())
json.dump(truth, open(f"{folder}/truth.json", "w"))
