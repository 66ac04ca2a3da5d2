struct Params {
  width: u32,
  height: u32,
  replace: u32,
  percent: u32,
  kx: f32,
  ky: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
// Bits of float32: WGSL lets compilers assume that floats are finite, so missing samples are handled as integers.
@group(0) @binding(1) var<storage, read> heights: array<u32>;
@group(0) @binding(2) var<storage, read_write> slope: array<u32>;

const NAN_BITS = 0x7fc00000u;

fn is_nan(bits: u32) -> bool {
  return (bits & 0x7fffffffu) > 0x7f800000u;
}

fn is_finite(bits: u32) -> bool {
  return (bits & 0x7f800000u) != 0x7f800000u;
}

// Cephes atanf for t >= 0: the built-in atan may be off by 4096 ulp.
fn atan_deg(t: f32) -> f32 {
  var base = 0.0;
  var x = t;
  if (t > 2.414213562373095) {
    base = 90.0;
    x = -1.0 / t;
  } else if (t > 0.4142135623730950) {
    base = 45.0;
    x = (t - 1.0) / (t + 1.0);
  }
  let z = x * x;
  let y = (((8.05374449538e-2 * z - 1.38776856032e-1) * z + 1.99777106478e-1) * z - 3.33329491539e-1) * z * x + x;
  return base + y * 57.29577951308232;
}

@compute @workgroup_size(64, 4)
fn slope_of(@builtin(global_invocation_id) id: vec3<u32>) {
  let w = params.width;
  if (id.x >= w - 2u || id.y >= params.height - 2u) {
    return;
  }
  let out = id.y * (w - 2u) + id.x;
  let centre = heights[(id.y + 1u) * w + id.x + 1u];
  var valid = !is_nan(centre);
  var z: array<f32, 9>;
  for (var k = 0u; k < 9u; k++) {
    if (k == 4u) {
      continue;
    }
    var bits = heights[(id.y + k / 3u) * w + id.x + k % 3u];
    if (params.replace == 1u && is_nan(bits)) {
      bits = centre;
    }
    valid = valid && is_finite(bits);
    z[k] = bitcast<f32>(bits);
  }
  if (!valid) {
    slope[out] = NAN_BITS;
    return;
  }
  let p = ((z[0] - z[2]) + (z[6] - z[8]) + 2.0 * (z[3] - z[5])) * params.kx;
  let q = ((z[0] - z[6]) + (z[2] - z[8]) + 2.0 * (z[1] - z[7])) * params.ky;
  let t = sqrt(p * p + q * q);
  if (params.percent == 1u) {
    slope[out] = bitcast<u32>(t * 100.0);
  } else {
    slope[out] = bitcast<u32>(atan_deg(t));
  }
}
