import { CuestaError } from '../../core/errors.js';
import type { Tensor } from './graph.js';
import { sameShape, showShape } from './shape.js';

/**
 * Reverse-mode differentiation: emits the nodes that compute d loss / d t for every `wrt` tensor.
 *
 * `wrt` tensors are differentiable inputs or made from them. `seed` is the gradient of the loss itself; 1 when left out, and then
 * the loss has to be a scalar. A tensor that the loss does not depend on gets zeros.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[], seed?: Tensor): Tensor[] {
  const { graph } = loss;
  if (seed === undefined && loss.shape.length > 0) {
    throw new CuestaError('config', `A loss is a scalar; this one is ${showShape(loss.shape)}.`, {
      hint: 'Reduce it with mean() or sum(), or give the gradient of the loss.',
    });
  }
  return graph.unrecorded(() => {
    const needed = new Set<Tensor>(wrt);
    for (const { inputs, output } of graph.tape) {
      if (inputs.some((t) => t !== null && needed.has(t))) needed.add(output);
    }
    const parts = new Map<Tensor, Tensor[]>([[loss, [seed ?? graph.constant(1)]]]);
    for (let i = graph.tape.length - 1; i >= 0; i--) {
      const { inputs, output, vjp } = graph.tape[i]!;
      const dy = needed.has(output) ? total(parts, output) : null;
      if (dy === null) continue;
      const wanted = inputs.map((t) => t !== null && needed.has(t));
      const grads = vjp(dy, wanted);
      inputs.forEach((t, k) => {
        const g = grads[k];
        if (t === null || g === null || g === undefined || wanted[k] !== true) return;
        if (!sameShape(g.shape, t.shape)) {
          throw new Error(
            `gradient ${showShape(g.shape)} of ${t.name} ${showShape(t.shape)} at ${output.name}`,
          );
        }
        const list = parts.get(t);
        if (list === undefined) parts.set(t, [g]);
        else list.push(g);
      });
    }
    return wrt.map(
      (t) => total(parts, t) ?? graph.constant(new Float64Array(t.shape.reduce((a, b) => a * b, 1)), t.shape),
    );
  });
}

/** The sum of what has reached a tensor; the WebGPU provider sums two at a time only. */
function total(parts: Map<Tensor, Tensor[]>, tensor: Tensor): Tensor | null {
  const list = parts.get(tensor);
  if (list === undefined) return null;
  const { graph, shape } = tensor;
  const sum =
    list.length <= 2 || graph.target === 'webgpu'
      ? list.reduce((a, b) => graph.emit('Add', [a, b], shape))
      : graph.emit('Sum', list, shape);
  parts.set(tensor, [sum]);
  return sum;
}
