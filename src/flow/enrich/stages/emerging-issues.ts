import { emergingSubjects } from "../../../kernel/learn/emerging-subjects.ts";
import { defineStage } from "../stage.ts";

/** Region that stands for all of them; the first by name, as it is asked for most. */
const allRegions = "ALL";

/** Region of those that are told of none; they count in all regions, and are no region. */
const noRegion = "UNKNOWN";

export default defineStage({
  name: "emerging-issues",
  summary: "Compares how often each issue came up in a week with the eight weeks before.",
  version: 2,
  writes: "enriched.issue_surprises",
  key: ["week", "region", "issue_type"],
  group: ["everything"],
  order: ["week", "region", "issue_type"],
  input: {
    /** The same in all rows: they are compared with each other. */
    everything: "VARCHAR",
    week: "VARCHAR",
    region: "VARCHAR",
    issue_type: "VARCHAR",
    conversations: "BIGINT",
  },
  output: {
    week: "VARCHAR",
    region: "VARCHAR",
    issue_type: "VARCHAR",
    conversations: "BIGINT",
    expected: "DOUBLE",
    weeks_before: "BIGINT",
    p_value: "DOUBLE",
    q_value: "DOUBLE",
    is_emerging: "BOOLEAN",
  },
  docs: {
    week: "Monday of the week",
    region: "Region, or ALL",
    issue_type: "Issue",
    conversations: "Conversations about it",
    expected: "How many the weeks before let expect, given how many came at all",
    weeks_before: "Weeks it was compared with, 4 to 8",
    p_value: "Chance of so many if nothing had changed",
    q_value: "The same after all comparisons of the week (Benjamini-Hochberg)",
    is_emerging: "At least 5, 1.5 times as many as expected, and q at most 0.003",
  },

  run({ columns }) {
    const counts = columns.week.map((week, i) => ({
      week: week ?? "",
      part: columns.region[i] ?? "",
      subject: columns.issue_type[i] ?? "",
      count: columns.conversations[i] ?? 0,
    }));
    const regions = counts.filter(({ part }) => part !== noRegion && part !== allRegions);
    const found = emergingSubjects([...inAllRegions(counts), ...regions]);
    return {
      rowCount: found.length,
      columns: {
        week: found.map(({ week }) => week),
        region: found.map(({ part }) => part),
        issue_type: found.map(({ subject }) => subject),
        conversations: found.map(({ count }) => count),
        expected: found.map(({ expected }) => Number(expected.toFixed(6))),
        weeks_before: found.map(({ weeksBefore }) => weeksBefore),
        p_value: found.map(({ chance }) => Number(chance.toPrecision(6))),
        q_value: found.map(({ rate }) => Number(rate.toPrecision(6))),
        is_emerging: found.map(({ isEmerging }) => isEmerging),
      },
    };
  },
});

type Count = { week: string; part: string; subject: string; count: number };

function inAllRegions(counts: readonly Count[]): Count[] {
  const sums = new Map<string, Count>();
  for (const { week, subject, count } of counts) {
    const key = JSON.stringify([week, subject]);
    const sum = sums.get(key) ?? { week, part: allRegions, subject, count: 0 };
    sums.set(key, { ...sum, count: sum.count + count });
  }
  return [...sums.values()];
}
