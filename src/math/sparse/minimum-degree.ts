import type { CsrMatrix } from './csr.js';
import { DegreeQueue } from './degree-queue.js';
import { compressGraph } from './graph-compression.js';

/**
 * Fill-reducing elimination order of a symmetric matrix: approximate minimum degree on the quotient graph (Amestoy,
 * Davis & Duff 1996, without their dynamic merging of variables). Parameters with the same neighbours, such as the
 * coefficients of one scene, are merged before and stay together. Ties are broken by the smaller index, so that the
 * order is a function of the pattern alone.
 *
 * @param matrix symmetric, both triangles stored
 * @returns parameters in the order of their elimination
 */
export function minimumDegreeOrder(matrix: CsrMatrix): Int32Array {
  const { members, adjacency } = compressGraph(matrix);
  const order = new Int32Array(matrix.rows);
  let n = 0;
  for (const node of eliminate(
    adjacency,
    Int32Array.from(members, (m) => m.length),
  )) {
    for (const parameter of members[node]) order[n++] = parameter;
  }
  return order;
}

/** Mark of an eliminated node. */
const DONE = -2;

/** @param variables for every node its neighbours; consumed */
function eliminate(variables: number[][], weight: Int32Array): number[] {
  const n = variables.length;
  const elements: number[][] = Array.from({ length: n }, () => []);
  const reach: (number[] | null)[] = new Array(n).fill(null);
  const reachWeight = new Float64Array(n);
  const degree = Float64Array.from(variables, (v) => v.reduce((sum, i) => sum + weight[i], 0));
  const queue = new DegreeQueue(degree);
  const mark = new Int32Array(n).fill(-1);
  const outside = new Float64Array(n);
  const outsideOf = new Int32Array(n).fill(-1);
  const order: number[] = [];
  for (let pivot = queue.take(); pivot >= 0; pivot = queue.take()) {
    order.push(pivot);
    const boundary = collectBoundary(pivot, variables[pivot], elements[pivot], reach, mark);
    for (const e of elements[pivot]) reach[e] = null;
    let boundaryWeight = 0;
    for (const i of boundary) boundaryWeight += weight[i];
    reach[pivot] = boundary;
    reachWeight[pivot] = boundaryWeight;
    for (const i of boundary) {
      elements[i] = elements[i].filter((e) => reach[e] !== null);
      for (const e of elements[i]) {
        if (outsideOf[e] !== pivot) {
          outsideOf[e] = pivot;
          outside[e] = reachWeight[e];
        }
        outside[e] -= weight[i];
      }
    }
    for (const i of boundary) {
      variables[i] = variables[i].filter((j) => mark[j] !== pivot && mark[j] !== DONE);
      let next = boundaryWeight - weight[i];
      for (const j of variables[i]) next += weight[j];
      for (const e of elements[i]) {
        if (outside[e] === 0) reach[e] = null;
        else next += outside[e];
      }
      elements[i] = elements[i].filter((e) => reach[e] !== null);
      elements[i].push(pivot);
      queue.update(i, Math.min(next, degree[i] + boundaryWeight - weight[i]));
    }
  }
  return order;
}

/** Uneliminated nodes that the pivot reaches directly or through elements; marks them and the pivot. */
function collectBoundary(
  pivot: number,
  direct: readonly number[],
  through: readonly number[],
  reach: readonly (readonly number[] | null)[],
  mark: Int32Array,
): number[] {
  const boundary: number[] = [];
  mark[pivot] = pivot;
  for (const list of [direct, ...through.map((e) => reach[e] ?? [])]) {
    for (const i of list) {
      if (mark[i] === pivot || mark[i] === DONE) continue;
      mark[i] = pivot;
      boundary.push(i);
    }
  }
  mark[pivot] = DONE;
  return boundary;
}
