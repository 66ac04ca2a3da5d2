// Differences are formed first and taken about the first one: a height offset between the planes costs no accuracy. Rows of
// the chip are summed on their own, so that float32 sums stay short.

fn measure(chip_at: u32, area_at: u32) -> u32 {
  let first = bitcast<f32>(image[area_at]) - bitcast<f32>(chips[chip_at]);
  var missing = false;
  var sum = 0.0;
  var squares = 0.0;
  for (var row = 0u; row < params.chip_height; row++) {
    let area = area_at + row * params.image_width;
    let chip = chip_at + row * params.template_width;
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
  return select(bitcast<u32>(variance), NOT_A_NUMBER, missing);
}

//include ../chip/_chip.wgsl
