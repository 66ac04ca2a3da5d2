import type { OnnxGraph, OnnxNode } from '../../onnx/model.js';

/** The node that makes each value. */
export function producers({ nodes }: OnnxGraph): Map<string, OnnxNode> {
  return new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
}

/** How often each value is used, being an output of the graph included. */
export function useCounts({ nodes, outputs }: OnnxGraph): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of [...nodes.flatMap((node) => node.inputs), ...outputs.map((v) => v.name)]) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Removes what no output depends on. Inputs stay. */
export function prune(graph: OnnxGraph): OnnxGraph {
  const needed = new Set(graph.outputs.map((v) => v.name));
  const nodes: OnnxNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    nodes.push(node);
    for (const name of node.inputs) needed.add(name);
  }
  return {
    ...graph,
    nodes: nodes.reverse(),
    initializers: graph.initializers.filter((t) => needed.has(t.name)),
  };
}

/** Lets the node before an `Identity` that makes an output of the graph make that output itself. */
export function removeOutputIdentities(graph: OnnxGraph): OnnxGraph {
  const made = producers(graph);
  const outputs = new Set(graph.outputs.map((v) => v.name));
  const renamed = new Map<string, string>();
  const nodes = graph.nodes.filter(({ opType, inputs, outputs: [name] }) => {
    const source = inputs[0]!;
    const isAlias = opType === 'Identity' && outputs.has(name!) && made.has(source) && !renamed.has(source);
    if (isAlias && !outputs.has(source)) renamed.set(source, name!);
    return !(isAlias && renamed.get(source) === name);
  });
  const rename = (names: readonly string[]): string[] => names.map((name) => renamed.get(name) ?? name);
  return {
    ...graph,
    nodes: nodes.map((node) => ({ ...node, inputs: rename(node.inputs), outputs: rename(node.outputs) })),
  };
}
