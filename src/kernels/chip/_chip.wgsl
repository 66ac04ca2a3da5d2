// The kernel of chip-match and ncc. One workgroup per tie point (y) and block of 64 shifts (x), one thread per shift. Planes come as
// the bits of float32: WGSL lets compilers assume that floats are finite, so missing samples are recognised as integers. The
// including shader has `fn measure(chip_at: u32, area_at: u32) -> u32`: the bits of the result for a chip and an area that lie
// inside their planes, by their first samples.

struct Params {
  image_width: u32,
  image_height: u32,
  template_width: u32,
  template_height: u32,
  chip_width: u32,
  chip_height: u32,
  radius: u32,
  flat: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> image: array<u32>;
@group(0) @binding(2) var<storage, read> chips: array<u32>;
@group(0) @binding(3) var<storage, read> places: array<i32>;
@group(0) @binding(4) var<storage, read_write> surface: array<u32>;

const NOT_A_NUMBER = 0x7fc00000u;

@compute @workgroup_size(64)
fn match_chips(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = 2u * params.radius + 1u;
  if (id.x >= n * n) {
    return;
  }
  let chip = vec2<i32>(places[4u * id.y], places[4u * id.y + 1u]);
  let zero = vec2<i32>(places[4u * id.y + 2u], places[4u * id.y + 3u]);
  let area = zero + vec2<i32>(vec2<u32>(id.x % n, id.x / n)) - i32(params.radius);
  var result = NOT_A_NUMBER;
  if (fits(chip, params.template_width, params.template_height)
    && fits(area, params.image_width, params.image_height)) {
    result = measure(
      u32(chip.y) * params.template_width + u32(chip.x),
      u32(area.y) * params.image_width + u32(area.x),
    );
  }
  surface[id.y * n * n + id.x] = result;
}

fn fits(at: vec2<i32>, width: u32, height: u32) -> bool {
  return all(at >= vec2<i32>(0))
    && at.x + i32(params.chip_width) <= i32(width)
    && at.y + i32(params.chip_height) <= i32(height);
}

// All bits of the exponent set in either: missing.
fn exponents(i: u32, t: u32) -> bool {
  return (i & 0x7f800000u) == 0x7f800000u || (t & 0x7f800000u) == 0x7f800000u;
}
