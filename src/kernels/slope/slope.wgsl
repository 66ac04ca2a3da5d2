struct Params {
  width: u32,
  height: u32,
  replace: u32,
  percent: u32,
  kx: f32,
  ky: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> heights: array<u32>;
// Bits of float32, so that NaN can be written.
@group(0) @binding(2) var<storage, read_write> slope: array<u32>;

const NAN_BITS = 0x7fc00000u;

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
  let width = params.width - 2u;
  if (id.x >= width || id.y >= params.height - 2u) {
    return;
  }
  let g = gradient_at(id.x, id.y);
  let t = sqrt(g.p * g.p + g.q * g.q);
  let value = select(atan_deg(t), t * 100.0, params.percent == 1u);
  slope[id.y * width + id.x] = select(NAN_BITS, bitcast<u32>(value), g.valid);
}

//include ../horn/_horn.wgsl
