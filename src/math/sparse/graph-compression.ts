import { hash32 } from '../../core/rng.js';
import type { CsrMatrix } from './csr.js';

/** Graph of a symmetric matrix in which indistinguishable parameters are one node. */
export interface CompressedGraph {
  /** Parameters of every node, ascending. */
  readonly members: readonly (readonly number[])[];
  /** Neighbour nodes of every node, without itself. */
  readonly adjacency: number[][];
}

/**
 * Merges parameters that have the same neighbours including each other (Ashcraft 1995): they can be eliminated together
 * without more fill. Candidates are found by a hash of the neighbourhood and then compared.
 *
 * @param matrix symmetric, both triangles and the diagonal stored
 */
export function compressGraph(matrix: CsrMatrix): CompressedGraph {
  const nodeOf = new Int32Array(matrix.rows);
  const members: number[][] = [];
  const candidates = new Map<number, number[]>();
  for (let i = 0; i < matrix.rows; i++) {
    const key = hashOfRow(matrix, i);
    const nodes = candidates.get(key) ?? [];
    let node = nodes.find((c) => sameRow(matrix, members[c][0], i));
    if (node === undefined) {
      node = members.push([]) - 1;
      nodes.push(node);
      candidates.set(key, nodes);
    }
    members[node].push(i);
    nodeOf[i] = node;
  }
  const adjacency = members.map((m, node) => {
    const i = m[0];
    const neighbours = new Set(
      Array.from(matrix.index.subarray(matrix.start[i], matrix.start[i + 1]), (j) => nodeOf[j]),
    );
    neighbours.delete(node);
    return [...neighbours];
  });
  return { members, adjacency };
}

function hashOfRow(a: CsrMatrix, i: number): number {
  let hash = 0;
  for (let p = a.start[i]; p < a.start[i + 1]; p++) hash = hash32(hash ^ a.index[p]);
  return hash;
}

function sameRow(a: CsrMatrix, i: number, j: number): boolean {
  const length = a.start[i + 1] - a.start[i];
  if (a.start[j + 1] - a.start[j] !== length) return false;
  for (let p = 0; p < length; p++) {
    if (a.index[a.start[i] + p] !== a.index[a.start[j] + p]) return false;
  }
  return true;
}
