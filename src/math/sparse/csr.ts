/** Compressed sparse rows. Column indices ascend within a row and occur once. */
export interface CsrMatrix {
  readonly rows: number;
  readonly columns: number;
  /** `rows + 1` offsets into `index` and `values`. */
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly values: Float64Array;
}

/** Entries of a matrix in any order, as parallel lists; entries of one place are summed. */
export interface Triplets {
  readonly row: ArrayLike<number>;
  readonly column: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

/** Two bucket passes (transposing twice sorts), then equal places are summed: O(entries + rows + columns). */
export function csrFromTriplets(rows: number, columns: number, { row, column, value }: Triplets): CsrMatrix {
  const n = value.length;
  const start = new Int32Array(rows + 1);
  for (let k = 0; k < n; k++) start[row[k] + 1]++;
  for (let i = 0; i < rows; i++) start[i + 1] += start[i];
  const next = start.slice(0, rows);
  const index = new Int32Array(n);
  const values = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const p = next[row[k]]!++;
    index[p] = column[k];
    values[p] = value[k];
  }
  return sumRepeated(transpose(transpose({ rows, columns, start, index, values })));
}

/** Rows of the result ascend, whatever the order of the columns was. */
export function transpose(a: CsrMatrix): CsrMatrix {
  const start = new Int32Array(a.columns + 1);
  const entries = a.start[a.rows];
  for (let p = 0; p < entries; p++) start[a.index[p] + 1]++;
  for (let j = 0; j < a.columns; j++) start[j + 1] += start[j];
  const next = start.slice(0, a.columns);
  const index = new Int32Array(entries);
  const values = new Float64Array(entries);
  for (let i = 0; i < a.rows; i++) {
    for (let p = a.start[i]; p < a.start[i + 1]; p++) {
      const q = next[a.index[p]]!++;
      index[q] = i;
      values[q] = a.values[p];
    }
  }
  return { rows: a.columns, columns: a.rows, start, index, values };
}

/** `A x`. */
export function multiply(a: CsrMatrix, x: ArrayLike<number>): Float64Array {
  const y = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) {
    let sum = 0;
    for (let p = a.start[i]; p < a.start[i + 1]; p++) sum += a.values[p] * x[a.index[p]]!;
    y[i] = sum;
  }
  return y;
}

/** `Aᵀ y`. */
export function multiplyTransposed(a: CsrMatrix, y: ArrayLike<number>): Float64Array {
  const x = new Float64Array(a.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let p = a.start[i]; p < a.start[i + 1]; p++) x[a.index[p]]! += a.values[p] * y[i];
  }
  return x;
}

/** A square matrix as the lower right corner of a larger one, which is empty elsewhere. */
export function inCorner({ rows, start, index, values }: CsrMatrix, before: number): CsrMatrix {
  const size = before + rows;
  const starts = new Int32Array(size + 1);
  starts.set(start, before);
  return { rows: size, columns: size, start: starts, index: index.map((j) => j + before), values };
}

function sumRepeated(a: CsrMatrix): CsrMatrix {
  const start = new Int32Array(a.rows + 1);
  const index = new Int32Array(a.index.length);
  const values = new Float64Array(a.values.length);
  let n = 0;
  for (let i = 0; i < a.rows; i++) {
    for (let p = a.start[i]; p < a.start[i + 1]; p++) {
      if (n > start[i] && index[n - 1] === a.index[p]) values[n - 1] += a.values[p];
      else {
        index[n] = a.index[p];
        values[n++] = a.values[p];
      }
    }
    start[i + 1] = n;
  }
  return { rows: a.rows, columns: a.columns, start, index: index.slice(0, n), values: values.slice(0, n) };
}
