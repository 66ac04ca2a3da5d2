"""Compares the parameters that Cuesta found for the scenes of cut-scenes.py with the truth.

usage: score-scenes.py FOLDER PARAMETERS.json
Prints JSON: per scene the plan errors at its corners (pixels) with their stated standard errors, and the RMSE of its heights at points
of the ground, with the parameters found and with the true ones (the floor: noise and interpolation).
"""
import json, sys
import numpy as np
from osgeo import gdal
gdal.UseExceptions()

folder = sys.argv[1]
truth, found = json.load(open(f"{folder}/truth.json")), json.load(open(sys.argv[2]))
px = truth["pixel"]
X, Y, Z = np.array(truth["points"]).T
CORNERS = np.array([[1, u, v] for u in (-1, 1) for v in (-1, 1)], float).T

def heights(k, plan, cubic):
    """Corrected height minus ground at the points that lie in the scene; NaN elsewhere."""
    dataset = gdal.Open(f"{folder}/s{k}.tif")
    z, gt = dataset.ReadAsArray().astype(float), dataset.GetGeoTransform()
    z[z == -9999] = np.nan
    rows, cols = z.shape
    x, y = X.copy(), Y.copy()
    for _ in range(20):
        c, r = (x - gt[0]) / px, (gt[3] - y) / px
        u, v = c / (cols / 2) - 1, 1 - r / (rows / 2)
        x, y = X - (plan[0] + plan[1] * u + plan[2] * v), Y - (plan[3] + plan[4] * u + plan[5] * v)
    inside = (c > 3) & (c < cols - 3) & (r > 3) & (r < rows - 3)
    i, j = np.floor(np.where(inside, c, 5) - 0.5).astype(int), np.floor(np.where(inside, r, 5) - 0.5).astype(int)
    f, g = c - 0.5 - i, r - 0.5 - j
    raw = (1 - g) * ((1 - f) * z[j, i] + f * z[j, i + 1]) + g * ((1 - f) * z[j + 1, i] + f * z[j + 1, i + 1])
    terms = [1 + 0 * u, u, v, u * u, u * v, v * v, u ** 3, u * u * v, u * v * v, v ** 3]
    return np.where(inside, raw + sum(a * b for a, b in zip(cubic, terms)) - Z, np.nan)

result = []
for scene in found["scenes"]:
    k = int(scene["id"][1:])
    real = truth["scenes"][k]
    plan = scene["plan"]["parameters"] if scene["plan"] else [0] * 6
    covariance = np.array(scene["plan"]["covariance"] if scene["plan"] else [0] * 36).reshape(6, 6) / px ** 2
    off = (np.array(plan) - real["plan"]).reshape(2, 3) / px @ CORNERS
    variance = sum(np.einsum("ji,jk,ki->i", CORNERS, covariance[n:n + 3, n:n + 3], CORNERS) for n in (0, 3))
    after, floor = heights(k, plan, scene["height"]["parameters"]), heights(k, real["plan"], real["height"])
    both = np.isfinite(after) & np.isfinite(floor)
    result.append(dict(
        corners=np.hypot(*off).tolist(), sigmas=np.sqrt(variance).tolist(), bound=truth["bound"][k], count=int(both.sum()),
        after=float(np.sqrt(np.mean(after[both] ** 2))), floor=float(np.sqrt(np.mean(floor[both] ** 2)))))
print(json.dumps(result))
