// Horn's gradient (horn.ts) at an output pixel. The including shader declares `params` with width, height, replace,
// kx and ky, and `heights` as the bits of float32: WGSL lets compilers assume that floats are finite, so missing
// samples are recognised as integers.

struct Gradient {
  // Whether the result exists: the centre is present and every neighbour that takes part is finite.
  valid: bool,
  p: f32,
  q: f32,
}

fn is_nan(bits: u32) -> bool {
  return (bits & 0x7fffffffu) > 0x7f800000u;
}

fn is_finite(bits: u32) -> bool {
  return (bits & 0x7f800000u) != 0x7f800000u;
}

fn gradient_at(col: u32, row: u32) -> Gradient {
  let centre = heights[(row + 1u) * params.width + col + 1u];
  var valid = !is_nan(centre);
  var z: array<f32, 9>;
  for (var k = 0u; k < 9u; k++) {
    if (k == 4u) {
      continue;
    }
    var bits = heights[(row + k / 3u) * params.width + col + k % 3u];
    if (params.replace == 1u && is_nan(bits)) {
      bits = centre;
    }
    valid = valid && is_finite(bits);
    z[k] = bitcast<f32>(bits);
  }
  if (!valid) {
    return Gradient(false, 0.0, 0.0);
  }
  let p = ((z[0] - z[2]) + (z[6] - z[8]) + 2.0 * (z[3] - z[5])) * params.kx;
  let q = ((z[0] - z[6]) + (z[2] - z[8]) + 2.0 * (z[1] - z[7])) * params.ky;
  return Gradient(true, p, q);
}
