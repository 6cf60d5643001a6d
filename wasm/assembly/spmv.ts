// y = A x for A in CSR: two entries a step in the lanes of one accumulator pair.

// Gathers x[index[0]], x[index[1]] into one vector.
@inline
function gather(x: usize, index: usize): v128 {
  const low = v128.load64_zero(x + (<usize> load<u32>(index) << 3));
  return v128.load64_lane(x + (<usize> load<u32>(index, 4) << 3), low, 1);
}

export function spmv(rows: i32, rowStart: usize, columnIndex: usize, values: usize, x: usize, y: usize): void {
  let index = columnIndex;
  let value = values;
  let start = load<i32>(rowStart);
  for (let row = 0; row < rows; row++) {
    rowStart += 4;
    const end = load<i32>(rowStart);
    let count = end - start;
    start = end;
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    for (; count >= 4; count -= 4) {
      sum0 = f64x2.relaxed_madd(v128.load(value), gather(x, index), sum0);
      sum1 = f64x2.relaxed_madd(v128.load(value, 16), gather(x, index + 8), sum1);
      index += 16;
      value += 32;
    }
    if (count >= 2) {
      sum0 = f64x2.relaxed_madd(v128.load(value), gather(x, index), sum0);
      index += 8;
      value += 16;
      count -= 2;
    }
    sum0 = f64x2.add(sum0, sum1);
    let sum = f64x2.extract_lane(sum0, 0) + f64x2.extract_lane(sum0, 1);
    if (count) {
      sum += load<f64>(value) * load<f64>(x + (<usize> load<u32>(index) << 3));
      index += 4;
      value += 8;
    }
    store<f64>(y, sum);
    y += 8;
  }
}
