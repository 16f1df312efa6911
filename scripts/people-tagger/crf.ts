import {
  edgeSlot,
  featuresMax,
  featuresOf,
  slotBits,
} from "../../src/kernel/privacy/people/tagger-features.ts";
import { edgeScores, nodeScores } from "../../src/kernel/privacy/people/tagger.ts";
import type { Tokens } from "../../src/kernel/privacy/people/tokens.ts";

/** Weights while they are learnt: AdaGrad (Duchi, Hazan and Singer 2011) with a pull to zero. */
export type Learner = { values: Float64Array; squares: Float64Array; rate: number; pull: number };

const slots = new Int32Array(featuresMax);

/** A learner that knows nothing. */
export function newLearner(rate: number, pull: number): Learner {
  const size = 1 << slotBits;
  return { values: new Float64Array(size), squares: new Float64Array(size), rate, pull };
}

type Run = { from: number; to: number };

/**
 * Takes one step towards the labels of a run: the gradient of its log likelihood under the chain,
 * by the forward-backward algorithm.
 *
 * @returns Minus the log likelihood before the step.
 */
export function learnRun(learner: Learner, tokens: Tokens, run: Run, labels: Uint8Array): number {
  const weights = { values: learner.values, scale: 1 };
  const nodes = nodeScores(tokens, run, weights);
  const edges = edgeScores(tokens, run, weights);
  const { length } = nodes;
  const { forward, backward, total } = forwardBackward(nodes, edges);
  let gold = 0;
  for (let i = 0; i < length; i++) {
    const label = labels[i]!;
    gold += label * nodes[i]!;
    const probability = Math.exp(forward[i * 2 + 1]! + backward[i * 2 + 1]! - total);
    const count = featuresOf(tokens, run, run.from + i, slots);
    const gradient = label - probability;
    if (Math.abs(gradient) > 1e-4)
      for (let k = 0; k < count; k++) step(learner, slots[k]!, gradient);
    if (i === 0) continue;
    for (let pair = 0; pair < 4; pair++) {
      const [from, to] = [pair >> 1, pair & 1];
      const edge = edges[(i - 1) * 4 + pair]!;
      const isGold = labels[i - 1] === from && label === to ? 1 : 0;
      gold += isGold * edge;
      const at = forward[(i - 1) * 2 + from]! + edge + to * nodes[i]! + backward[i * 2 + to]!;
      step(learner, edgeSlot(tokens, run.from + i, pair), isGold - Math.exp(at - total));
    }
  }
  return total - gold;
}

function step(learner: Learner, slot: number, gradient: number): void {
  const pulled = gradient - learner.pull * learner.values[slot]!;
  learner.squares[slot]! += pulled * pulled;
  learner.values[slot]! += (learner.rate * pulled) / Math.sqrt(learner.squares[slot]! + 1e-8);
}

type Lattice = { forward: Float64Array; backward: Float64Array; total: number };

function forwardBackward(nodes: Float64Array, edges: Float64Array): Lattice {
  const { length } = nodes;
  const forward = new Float64Array(length * 2);
  const backward = new Float64Array(length * 2);
  forward[1] = nodes[0]!;
  for (let i = 1; i < length; i++) {
    for (let to = 0; to < 2; to++) {
      const paths = [0, 1].map(
        (from) => forward[(i - 1) * 2 + from]! + edges[(i - 1) * 4 + from * 2 + to]!,
      );
      forward[i * 2 + to] = logSum(paths[0]!, paths[1]!) + to * nodes[i]!;
    }
  }
  for (let i = length - 2; i >= 0; i--) {
    for (let from = 0; from < 2; from++) {
      const paths = [0, 1].map(
        (to) => edges[i * 4 + from * 2 + to]! + to * nodes[i + 1]! + backward[(i + 1) * 2 + to]!,
      );
      backward[i * 2 + from] = logSum(paths[0]!, paths[1]!);
    }
  }
  return { forward, backward, total: logSum(forward[length * 2 - 2]!, forward[length * 2 - 1]!) };
}

function logSum(left: number, right: number): number {
  const high = Math.max(left, right);
  return high + Math.log1p(Math.exp(Math.min(left, right) - high));
}
