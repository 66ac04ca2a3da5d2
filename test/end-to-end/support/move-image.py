"""Makes a test image that lies on a DEM, and warps it directly through a known rigid motion, independently of Cuesta: OSR for the
projection, closed formulas for Cartesian coordinates, interpolation in numpy.

usage: move-image.py make DEM IMAGE JSON      JSON: type, bands, pixel, window [col, row, width, height] of the DEM, nodata (or null), seed
       move-image.py check DEM IMAGE MOVED JSON    JSON: matrix (4 x 4, DEM's old place -> new), method: nearest, bilinear or cubic
"check" prints how many samples of MOVED differ from the direct warp, by how much, and whether missing ones agree.
"""
import json, sys
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
osr.UseExceptions()

def opened(path):
    d = gdal.Open(path)
    return d, d.GetGeoTransform()

def make(dem, out, o):
    d, gt = opened(dem)
    c, r, w, h = o["window"]
    left, top = gt[0] + c * gt[1] + 3.3, gt[3] + r * gt[5] - 2.1
    n, m = int(w * gt[1] / o["pixel"]), int(h * -gt[5] / o["pixel"])
    rng = np.random.default_rng(o["seed"])
    info = np.iinfo(o["type"]) if o["type"] != "float32" else None
    low, high = (info.min, info.max) if info else (-1e4, 1e4)
    image = gdal.GetDriverByName("GTiff").Create(out, n, m, o["bands"], getattr(gdal, "GDT_" + {"uint8": "Byte", "uint16": "UInt16", "int16": "Int16", "float32": "Float32"}[o["type"]]))
    image.SetGeoTransform([left, o["pixel"], 0, top, 0, -o["pixel"]])
    image.SetProjection(d.GetProjection())
    for b in range(o["bands"]):
        # Rough, and at the ends of the type here and there: interpolation overshoots.
        z = rng.uniform(low, high, (m // 3 + 1, n // 3 + 1)).repeat(3, 0).repeat(3, 1)[:m, :n]
        z[rng.random((m, n)) < 0.02] = high
        z = np.round(z) if info else z
        if o["nodata"] is not None:
            z[z == o["nodata"]] += 1 if o["nodata"] < high else -1
            z[40:60, 30:80] = o["nodata"]
        band = image.GetRasterBand(b + 1)
        if o["nodata"] is not None: band.SetNoDataValue(o["nodata"])
        band.WriteArray(z.astype(o["type"]))

def weights(f, method):
    if method == "nearest": return [0, f < 0.5, f >= 0.5, 0]
    if method == "bilinear": return [0, 1 - f, f, 0]
    near = lambda t: 1.5 * t**3 - 2.5 * t**2 + 1
    far = lambda t: -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2
    return [far(1 + f), near(f), near(1 - f), far(2 - f)]

def sample(z, col, row, method):
    """Missing where any sample with weight is missing, or the place is outside."""
    u, v = col - 0.5, row - 0.5
    c, r = np.floor(u).astype(int), np.floor(v).astype(int)
    wx, wy = weights(u - c, method), weights(v - r, method)
    total = np.zeros_like(u)
    for j in range(4):
        for i in range(4):
            cc, rr = c + i - 1, r + j - 1
            inside = (cc >= 0) & (rr >= 0) & (cc < z.shape[1]) & (rr < z.shape[0])
            value = np.where(inside, z[np.clip(rr, 0, z.shape[0] - 1), np.clip(cc, 0, z.shape[1] - 1)], np.nan)
            w = wx[i] * wy[j]
            total += np.where(w == 0, 0, w * value)
    return total

def check(dem, image, moved, o):
    d, gt = opened(dem)
    heights = d.ReadAsArray().astype(float)
    heights[heights < -1e4] = np.nan
    projected = d.GetSpatialRef(); projected.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    geographic = projected.CloneGeogCS(); geographic.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    to_g, to_p = osr.CoordinateTransformation(projected, geographic), osr.CoordinateTransformation(geographic, projected)
    a, f = geographic.GetSemiMajor(), 1 / geographic.GetInvFlattening()
    e2 = f * (2 - f)
    def ecef(x, y, h):
        g = np.radians(np.array(to_g.TransformPoints(np.column_stack([x, y])))[:, :2])
        n = a / np.sqrt(1 - e2 * np.sin(g[:, 1]) ** 2)
        return np.column_stack([(n + h) * np.cos(g[:, 1]) * np.cos(g[:, 0]), (n + h) * np.cos(g[:, 1]) * np.sin(g[:, 0]), (n * (1 - e2) + h) * np.sin(g[:, 1])])
    def back(p):
        r = np.hypot(p[:, 0], p[:, 1])
        lat = np.arctan2(p[:, 2], r * (1 - e2))
        for _ in range(8):
            n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
            h = r / np.cos(lat) - n
            lat = np.arctan2(p[:, 2], r * (1 - e2 * n / (n + h)))
        xy = np.array(to_p.TransformPoints(np.degrees(np.column_stack([np.arctan2(p[:, 1], p[:, 0]), lat]))))
        return xy[:, 0], xy[:, 1]
    s, st = opened(image)
    t, tt = opened(moved)
    result = t.ReadAsArray().reshape(t.RasterCount, t.RasterYSize, t.RasterXSize).astype(float)
    cc, rr = np.meshgrid(np.arange(t.RasterXSize) + 0.5, np.arange(t.RasterYSize) + 0.5)
    x, y = (tt[0] + tt[1] * cc).ravel(), (tt[3] + tt[5] * rr).ravel()
    m = np.array(o["matrix"]); R, T = m[:3, :3], m[:3, 3]
    # The ground point that arrives at (x, y): its place and height before the motion, by repetition.
    h = sample(heights, (x - gt[0]) / gt[1], (y - gt[3]) / gt[5], "bilinear")
    px, py = x.copy(), y.copy()
    for _ in range(6):
        mx, my = back(ecef(px, py, np.nan_to_num(h, nan=300.0)) @ R.T + T)
        px += x - mx; py += y - my
        h = sample(heights, (px - gt[0]) / gt[1], (py - gt[3]) / gt[5], "bilinear")
    report = {"bands": t.RasterCount, "type": gdal.GetDataTypeName(t.GetRasterBand(1).DataType), "nodata": t.GetRasterBand(1).GetNoDataValue(),
      "moved": float(np.median(np.hypot(px - x, py - y)) / st[1]), "spread": float(np.ptp(np.hypot(px - x, py - y)) / st[1])}
    nodata = s.GetRasterBand(1).GetNoDataValue()
    off, missing, worst, count = 0, 0, 0.0, 0
    for b in range(t.RasterCount):
        z = s.GetRasterBand(b + 1).ReadAsArray().astype(float)
        if nodata is not None: z[z == nodata] = np.nan
        col, row = (px - st[0]) / st[1], (py - st[3]) / st[5]
        want = sample(z, col, row, o["method"])
        got = result[b].ravel()
        gone = got == nodata if nodata is not None else np.zeros(got.shape, bool)
        # At a tie of nearest neighbours rounding decides; and rims follow the rule of nearest neighbours, here only whole kernels.
        frac = np.minimum(abs(col % 1), abs(row % 1))
        usable = ~np.isnan(want) & ((o["method"] != "nearest") | ((frac > 0.01) & (frac < 0.99)))
        usable &= ~np.isnan(h)
        if z.dtype.kind == "f" and "Float" not in report["type"]:
            info = np.iinfo({"Byte": np.uint8, "UInt16": np.uint16, "Int16": np.int16}[report["type"]])
            want = np.clip(want, info.min, info.max)
        d = abs(got - want)[usable & ~gone]
        missing += int((gone & usable).sum()); off += int((d > o["allowed"]).sum()); worst = max(worst, float(d.max())); count += int(d.size)
    print(json.dumps({**report, "compared": count, "off": off, "worst": worst, "lost": missing}))

if sys.argv[1] == "make": make(sys.argv[2], sys.argv[3], json.loads(sys.argv[4]))
else: check(sys.argv[2], sys.argv[3], sys.argv[4], json.loads(sys.argv[5]))
