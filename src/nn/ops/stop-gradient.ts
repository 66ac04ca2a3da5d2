import type { Tensor } from '../graph/graph.js';

/** The same values, through which no gradient flows: a tensor of its own that nothing has been recorded for. */
export const stopGradient = (x: Tensor): Tensor => ({ ...x });
