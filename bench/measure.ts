import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

/** What a program took. */
export type Usage = {
  wallMs: number;
  /** User and system time of the program and all it started; undefined where there is no /proc. */
  cpuMs: number | undefined;
  /** Most memory the program had at once; undefined where there is no /proc. */
  rssBytesMax: number | undefined;
};

/** A program to be measured. */
export type Contender = {
  name: string;
  command: string;
  arguments: readonly string[];
  /** Called before each run, outside of the measured time. */
  prepare?(): Promise<void>;
};

const pollMs = 20;
const cpuMsPerTick = 10; // Linux counts in hundredths of a second, on every machine

/**
 * Runs a program to its end and measures the whole of it, start included. Processor time has steps
 * of 10 ms; run one at a time, because it is what all ended children of this process took.
 *
 * @throws Error with the end of its output when it does not exit with 0.
 */
export async function measure({ command, arguments: arguments_ }: Contender): Promise<Usage> {
  const cpuBefore = await childCpuMs();
  const startedAt = performance.now();
  const child = spawn(command, arguments_, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let rssBytesMax: number | undefined;
  const poll = setInterval(() => {
    void rssPeak(child.pid).then((bytes) => (rssBytesMax = bytes ?? rssBytesMax));
  }, pollMs);
  for (const stream of [child.stdout, child.stderr]) {
    stream
      .setEncoding("utf8")
      .on("data", (text: string) => (output = (output + text).slice(-2_000)));
  }
  const [wallMs, code] = await new Promise<[number, number | null]>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve([performance.now() - startedAt, status]));
  }).finally(() => clearInterval(poll));
  if (code !== 0)
    throw new Error(`${command} ${arguments_.join(" ")}: exit code ${code}\n${output}`);
  const cpuAfter = await childCpuMs();
  const cpuMs =
    cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
  return { wallMs, cpuMs, rssBytesMax };
}

/**
 * Measures programs in turns, so that a busy moment of the machine meets all of them, and gives
 * for each the median of its rounds.
 */
export async function compare(
  contenders: readonly Contender[],
  roundCount: number,
): Promise<Map<string, Usage>> {
  const usages = new Map<string, Usage[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < roundCount; round++) {
    for (const contender of contenders) {
      // One after another: they must not share the cores.
      await contender.prepare?.();
      usages.get(contender.name)?.push(await measure(contender));
    }
  }
  return new Map([...usages].map(([name, list]) => [name, medians(list)]));
}

/** Formats usages as a table in Markdown, with ratios against the first. */
export function usageTable(usages: ReadonlyMap<string, Usage>): string {
  const [first] = usages.values();
  const lines = [...usages].map(([name, usage]) => {
    const ratio = (value?: number, base?: number): string =>
      value === undefined || base === undefined ? "" : `${(value / base).toFixed(2)} ×`;
    return [
      name,
      seconds(usage.wallMs),
      ratio(usage.wallMs, first?.wallMs),
      seconds(usage.cpuMs),
      ratio(usage.cpuMs, first?.cpuMs),
      usage.rssBytesMax === undefined ? "" : String(Math.round(usage.rssBytesMax / 2 ** 20)),
    ];
  });
  const head = ["", "wall s", "", "CPU s", "", "peak MiB"];
  const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "" : (milliseconds / 1_000).toFixed(3);
}

function medians(usages: readonly Usage[]): Usage {
  const of = (pick: (usage: Usage) => number | undefined): number | undefined =>
    median(usages.map(pick).filter((value) => value !== undefined));
  return {
    wallMs: of(({ wallMs }) => wallMs) ?? 0,
    cpuMs: of(({ cpuMs }) => cpuMs),
    rssBytesMax: of(({ rssBytesMax }) => rssBytesMax),
  };
}

/** The middle one, the upper one of two; undefined of none. */
function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** Time that this process's ended children took, as Linux tells. */
async function childCpuMs(): Promise<number | undefined> {
  const text = await readFile("/proc/self/stat", "utf8").catch(() => undefined);
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" "); // starts with field 3
  if (fields === undefined) return undefined;
  return (Number(fields[13]) + Number(fields[14])) * cpuMsPerTick; // cutime and cstime, 16 and 17
}

async function rssPeak(pid: number | undefined): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1_024;
}
