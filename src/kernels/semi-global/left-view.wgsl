// Winners of the left view: one thread per pixel. Quotients of integers are rounded to 24 bits by hand, as division in WGSL need not be.

//include _params.wgsl

@group(0) @binding(4) var<storage, read> sums: array<u32>;
@group(0) @binding(5) var<storage, read_write> disparity: array<u32>;
@group(0) @binding(6) var<storage, read_write> distinctness: array<u32>;
@group(0) @binding(7) var<storage, read_write> ambiguity: array<u32>;

const NAN = 0x7fc00000u;

fn sum_at(p: u32, k: i32) -> u32 {
  return (sums[p * params.words + u32(k) / 2u] >> (16u * (u32(k) & 1u))) & 0xffffu;
}

// The float nearest to whole + part / parts, its bits; whole < 2^24 and part < parts < 2^31.
fn rounded(whole: u32, part: u32, parts: u32) -> u32 {
  if (whole == 0u && part == 0u) { return 0u; }
  var bits = whole;
  var rest = part;
  var exponent = 151u;
  // One bit more than a float has.
  while (bits < 0x1000000u) {
    rest *= 2u;
    let bit = select(0u, 1u, rest >= parts);
    rest -= bit * parts;
    bits = 2u * bits + bit;
    exponent--;
  }
  var half = bits >> 1u;
  if ((bits & 1u) != 0u && (rest != 0u || (half & 1u) != 0u)) { half++; }
  return (exponent << 23u) + half - 0x800000u;
}

// whole + part / parts of any sign.
fn of_any_sign(whole: i32, part: i32, parts: u32) -> u32 {
  let negative = whole < 0 || (whole == 0 && part < 0);
  let up = select(part, -part, negative);
  let magnitude = u32(abs(whole));
  let sign = select(0u, 0x80000000u, negative);
  if (up < 0) { return sign | rounded(magnitude - 1u, u32(i32(parts) + up), parts); }
  return sign | rounded(magnitude, u32(up), parts);
}

@compute @workgroup_size(16, 8)
fn left_view(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = vec2<i32>(id.xy);
  if (at.x >= params.width || at.y >= params.height) { return; }
  let p = u32(at.y * params.width + at.x);
  let range = range_of(at.x, at.y);
  if (range.y == 0) {
    disparity[p] = NAN;
    distinctness[p] = 0u;
    ambiguity[p] = 0u;
    return;
  }
  var least = 0xffffffffu;
  var winner = 0;
  for (var k = 0; k < range.y; k++) {
    let sum = sum_at(p, k);
    if (sum < least) {
      least = sum;
      winner = k;
    }
  }
  var second = 0u;
  var others = 0u;
  var rivals = 0u;
  for (var k = 0; k < range.y; k++) {
    if (abs(k - winner) <= 1) { continue; }
    let sum = sum_at(p, k);
    second = select(min(second, sum), sum, others == 0u);
    others++;
    if (sum <= least + (least >> 3u)) { rivals++; }
  }
  var part = 0;
  var parts = 1u;
  if (winner > 0 && winner + 1 < range.y) {
    let a = i32(sum_at(p, winner - 1));
    let c = i32(sum_at(p, winner + 1));
    let bend = a + c - 2 * i32(least);
    if (bend > 0) {
      part = a - c;
      parts = u32(2 * bend);
    }
  }
  disparity[p] = of_any_sign(range.x + winner, part, parts);
  ambiguity[p] = min(rivals, 255u);
  distinctness[p] = 0u;
  if (others != 0u && second != 0u) {
    let part = second - least;
    distinctness[p] = select(rounded(0u, part, second), 0x3f800000u, part == second);
  }
}
