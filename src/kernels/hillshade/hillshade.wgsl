struct Params {
  width: u32,
  height: u32,
  replace: u32,
  kx: f32,
  ky: f32,
  up: f32,
  east: f32,
  north: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
// Bits of float32: WGSL lets compilers assume that floats are finite, so missing samples are recognised as integers.
@group(0) @binding(1) var<storage, read> heights: array<u32>;
@group(0) @binding(2) var<storage, read_write> shade: array<u32>;

fn is_nan(bits: u32) -> bool {
  return (bits & 0x7fffffffu) > 0x7f800000u;
}

fn is_finite(bits: u32) -> bool {
  return (bits & 0x7f800000u) != 0x7f800000u;
}

@compute @workgroup_size(64, 4)
fn hillshade(@builtin(global_invocation_id) id: vec3<u32>) {
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
    shade[out] = 0u;
    return;
  }
  let p = ((z[0] - z[2]) + (z[6] - z[8]) + 2.0 * (z[3] - z[5])) * params.kx;
  let q = ((z[0] - z[6]) + (z[2] - z[8]) + 2.0 * (z[1] - z[7])) * params.ky;
  let level = (params.up - (q * params.north - p * params.east)) / sqrt(1.0 + (p * p + q * q));
  shade[out] = clamp(u32(max(level, 0.0) + 1.5), 1u, 255u);
}
