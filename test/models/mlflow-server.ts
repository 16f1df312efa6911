import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { createServer as createSocket, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server that runs until it is disposed. */
export type RunningServer = AsyncDisposable & { url: string };

const startMsMax = 150_000;

/** Starts a real MLflow server with a database and files of its own. */
export async function startMlflow(python: string): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), "earshot-mlflow-"));
  const url = `http://127.0.0.1:${await freePort()}`;
  const words = ["-m", "mlflow", "server", "--host", "127.0.0.1", "--port", new URL(url).port];
  const store = ["--backend-store-uri", `sqlite:///${join(folder, "mlflow.db")}`];
  const files = ["--artifacts-destination", join(folder, "artefacts"), "--workers", "1"];
  const quiet = { MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false", MLFLOW_DISABLE_TELEMETRY: "true" };
  const child = spawn(python, [...words, ...store, ...files], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, ...quiet },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a group of its own, so that its workers end with it
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4_000)));
  const ended = once(child, "close");
  const dispose = async () => {
    if (child.exitCode === null) process.kill(-child.pid!, "SIGKILL"); // it was started
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let waitedMs = 0; waitedMs < startMsMax; waitedMs += 250) {
    const health = await fetch(`${url}/health`).catch(() => undefined);
    if (health?.ok === true) return { url, [Symbol.asyncDispose]: dispose };
    if (child.exitCode !== null) break;
    await sleep(250);
  }
  await dispose();
  throw new Error(`the MLflow server did not start: ${said}`);
}

/** A server between: it passes requests on, and loses the answers that `loses` says. */
export async function startLosing(
  target: string,
  loses: (count: number, path: string) => boolean,
): Promise<RunningServer> {
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    const onward = request(
      new URL(incoming.url ?? "/", target),
      {
        method: incoming.method ?? "GET",
        headers: { ...incoming.headers, host: new URL(target).host },
      },
      (answer) => {
        count += 1;
        if (loses(count, incoming.url ?? "")) {
          answer.resume();
          answer.on("end", () => outgoing.destroy());
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  });
  return await listen(server);
}

/** A server that answers with these statuses one after another, the last for ever. */
export async function startAnswering(
  answers: readonly { status: number; text?: string; headers?: Record<string, string> }[],
): Promise<RunningServer & { asked: { path: string; authorization: string | undefined }[] }> {
  const asked: { path: string; authorization: string | undefined }[] = [];
  const server = createServer(({ url = "", headers }, outgoing) => {
    const {
      status,
      text = "{}",
      headers: given,
    } = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push({ path: url, authorization: headers.authorization });
    if (status === 0) return; // never answers
    outgoing.writeHead(status, given).end(text);
  });
  return { ...(await listen(server)), asked };
}

async function listen(server: Server): Promise<RunningServer> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function freePort(): Promise<number> {
  const server = createSocket().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port
  server.close();
  await once(server, "close");
  return port;
}
