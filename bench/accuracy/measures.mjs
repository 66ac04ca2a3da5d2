/** Statistics of differences between rasters of one grid. NaN samples of either take no part. */

/** Mean, mean and standard deviation of the absolute difference, RMSE; metres. */
export function heightError(tested, truth) {
  let [n, sum, absolute, square] = [0, 0, 0, 0];
  for (let i = 0; i < tested.data.length; i++) {
    const d = tested.data[i] - truth.data[i];
    if (Number.isNaN(d)) continue;
    n++;
    sum += d;
    absolute += Math.abs(d);
    square += d * d;
  }
  const meanAbs = absolute / n;
  return {
    mean: sum / n,
    meanAbs,
    stdAbs: Math.sqrt(Math.max(0, square / n - meanAbs * meanAbs)),
    rmse: Math.sqrt(square / n),
    pixels: n,
  };
}

/** Horn's gradient: rise per metre towards the east (`p`) and the north (`q`); NaN on the rim. Pixels are squares, north up. */
export function gradients({ width, height, data, georef }) {
  const f = 1 / (8 * georef.transform[0]);
  const p = new Float32Array(data.length).fill(Number.NaN);
  const q = new Float32Array(data.length).fill(Number.NaN);
  for (let r = 1; r < height - 1; r++) {
    for (let i = r * width + 1; i < (r + 1) * width - 1; i++) {
      const [n, s] = [i - width, i + width];
      p[i] = f * (data[n + 1] - data[n - 1] + 2 * (data[i + 1] - data[i - 1]) + data[s + 1] - data[s - 1]);
      q[i] = f * (data[n - 1] - data[s - 1] + 2 * (data[n] - data[s]) + data[n + 1] - data[s + 1]);
    }
  }
  return { p, q };
}

const DEGREES = 180 / Math.PI;

/** RMSE of the slope angle in degrees, and of the gradient as a vector (rise per metre). */
export function slopeError(tested, truth) {
  const [a, b] = [gradients(tested), gradients(truth)];
  let [n, angle, vector] = [0, 0, 0];
  for (let i = 0; i < a.p.length; i++) {
    const [dp, dq] = [a.p[i] - b.p[i], a.q[i] - b.q[i]];
    if (Number.isNaN(dp + dq)) continue;
    n++;
    angle += (Math.atan(Math.hypot(a.p[i], a.q[i])) - Math.atan(Math.hypot(b.p[i], b.q[i]))) ** 2;
    vector += dp * dp + dq * dq;
  }
  return { degrees: DEGREES * Math.sqrt(angle / n), gradient: Math.sqrt(vector / n) };
}

/** RMSE of the gradient's component towards the Sun and across it, rise per metre. */
export function slopeErrorBySun(tested, truth, azimuth) {
  const [a, b] = [gradients(tested), gradients(truth)];
  const [east, north] = [Math.sin(azimuth / DEGREES), Math.cos(azimuth / DEGREES)];
  let [n, along, across] = [0, 0, 0];
  for (let i = 0; i < a.p.length; i++) {
    const [dp, dq] = [a.p[i] - b.p[i], a.q[i] - b.q[i]];
    if (Number.isNaN(dp + dq)) continue;
    n++;
    along += (dp * east + dq * north) ** 2;
    across += (dp * north - dq * east) ** 2;
  }
  return { along: Math.sqrt(along / n), across: Math.sqrt(across / n) };
}

/** Cosine of the incidence angle (Lambert), 0 where the surface turns away from the Sun. */
export function lambert(raster, { azimuth, elevation }) {
  const { p, q } = gradients(raster);
  const [a, e] = [azimuth / DEGREES, elevation / DEGREES];
  const [east, north, up] = [Math.sin(a) * Math.cos(e), Math.cos(a) * Math.cos(e), Math.sin(e)];
  return {
    ...raster,
    data: p.map((x, i) => Math.max(0, up - x * east - q[i] * north) / Math.hypot(1, x, q[i])),
  };
}

/** Pearson's correlation. */
export function correlation(a, b) {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i], b.data[i]];
    if (Number.isNaN(x + y)) continue;
    n++;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  return (sab - (sa * sb) / n) / Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
}

/** Rounded to significant digits for tables; a dash for what there is not. */
export function round(value, digits = 3) {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : '-';
}
