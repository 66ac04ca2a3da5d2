/** Nodes by degree, smaller index first among equals; a binary heap in which outdated entries are skipped. */
export class DegreeQueue {
  readonly #degree: Float64Array;
  readonly #taken: Uint8Array;
  readonly #heap: number[] = [];

  /** @param degree of every node, >= 0 and whole; kept up to date by {@link update} */
  constructor(degree: Float64Array) {
    this.#degree = degree;
    this.#taken = new Uint8Array(degree.length);
    for (let i = 0; i < degree.length; i++) this.#push(this.#key(i));
  }

  update(node: number, degree: number): void {
    if (degree === this.#degree[node]) return;
    this.#degree[node] = degree;
    this.#push(this.#key(node));
  }

  /** Removes and returns the node of least degree, -1 when none is left. */
  take(): number {
    while (this.#heap.length > 0) {
      const key = this.#pop();
      const node = key % this.#degree.length;
      if (this.#taken[node] === 0 && this.#key(node) === key) {
        this.#taken[node] = 1;
        return node;
      }
    }
    return -1;
  }

  /** Degree and index in one number, exact below 2^53. */
  #key(node: number): number {
    return this.#degree[node] * this.#degree.length + node;
  }

  #push(key: number): void {
    const heap = this.#heap;
    let i = heap.push(key) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (heap[parent] <= key) break;
      heap[i] = heap[parent];
      i = parent;
    }
    heap[i] = key;
  }

  #pop(): number {
    const heap = this.#heap;
    const least = heap[0];
    const key = heap.pop()!;
    const n = heap.length;
    if (n === 0) return least;
    let i = 0;
    for (let child = 1; child < n; child = 2 * i + 1) {
      if (child + 1 < n && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= key) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = key;
    return least;
  }
}
