/**
 * How much of a column gets into another one.
 *
 * - `counted`: only how many values there are, or whether there is one.
 * - `same`: its values, unchanged.
 * - `value`: something computed from its values, which may still tell them.
 */
export type FlowKind = "counted" | "same" | "value";

/** Columns that flow into one, by `schema.table.column`, each as much as on its strongest way. */
export type Flow = ReadonlyMap<string, FlowKind>;

const strength: Readonly<Record<FlowKind, number>> = { counted: 0, same: 1, value: 2 };

/** Nothing flows: a constant. */
export const noFlow: Flow = new Map();

/** What any of the flows brings. */
export function mergedFlow(flows: Iterable<Flow>): Flow {
  const merged = new Map<string, FlowKind>();
  for (const flow of flows) {
    for (const [column, kind] of flow) {
      const known = merged.get(column);
      if (known === undefined || strength[known] < strength[kind]) merged.set(column, kind);
    }
  }
  return merged;
}

/** What is left of a flow behind a function: values are changed, a count stays one. */
export function changedFlow(flow: Flow): Flow {
  return throughKind(flow, "value");
}

/** What is left of a flow that is only counted. */
export function countedFlow(flow: Flow): Flow {
  return throughKind(flow, "counted");
}

/** What is left of a flow that goes on in a way of this kind. */
export function throughKind(flow: Flow, kind: FlowKind): Flow {
  const next = (own: FlowKind): FlowKind => {
    if (own === "counted" || kind === "counted") return "counted";
    return strength[own] < strength[kind] ? kind : own;
  };
  return new Map([...flow].map(([column, own]) => [column, next(own)]));
}
