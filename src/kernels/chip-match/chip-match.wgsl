// Differences are formed first and taken about the first one: a height offset between the planes costs no accuracy. Rows of
// the chip are summed on their own, so that float32 sums stay short.

struct Params {
  image_width: u32,
  image_height: u32,
  template_width: u32,
  template_height: u32,
  chip_width: u32,
  chip_height: u32,
  radius: u32,
}

@compute @workgroup_size(64)
fn chip_match(@builtin(global_invocation_id) id: vec3<u32>) {
  let shift = shift_of(id);
  if (!shift.exists) {
    return;
  }
  if (!shift.inside) {
    surface[shift.index] = NOT_A_NUMBER;
    return;
  }
  let first = bitcast<f32>(image[shift.area_at]) - bitcast<f32>(chips[shift.chip_at]);
  var missing = false;
  var sum = 0.0;
  var squares = 0.0;
  for (var row = 0u; row < params.chip_height; row++) {
    let area = shift.area_at + row * params.image_width;
    let chip = shift.chip_at + row * params.template_width;
    var row_sum = 0.0;
    var row_squares = 0.0;
    for (var col = 0u; col < params.chip_width; col++) {
      let i = image[area + col];
      let t = chips[chip + col];
      missing = missing || exponents(i, t);
      let d = (bitcast<f32>(i) - bitcast<f32>(t)) - first;
      row_sum += d;
      row_squares += d * d;
    }
    sum += row_sum;
    squares += row_squares;
  }
  let n = f32(params.chip_width * params.chip_height);
  let mean = sum / n;
  let variance = max(squares / n - mean * mean, 0.0);
  surface[shift.index] = select(bitcast<u32>(variance), NOT_A_NUMBER, missing);
}

//include ../chip/_chip.wgsl
