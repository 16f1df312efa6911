import { z } from "zod";

import { EarshotError, messageOf } from "../../core/base/errors.ts";
import { parseRetryAfter, persist } from "../../core/base/retry.ts";

/** Where an MLflow server is, and how it is spoken to. */
export type MlflowOptions = {
  /** Such as `http://localhost:5000`. */
  trackingUri: string;
  token?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  /** Milliseconds that one request may take. */
  timeoutMs?: number | undefined;
  /** Milliseconds before each further attempt. */
  retryMs?: readonly number[] | undefined;
  signal?: AbortSignal | undefined;
};

/** What is asked of the server. */
export type MlflowRequest = {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below `/api/2.0/`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  json?: object;
  bytes?: Uint8Array;
};

/** A server that speaks MLflow's REST API. */
export type MlflowClient = {
  /** Asks once; what the server answers, as JSON. */
  ask(request: MlflowRequest): Promise<unknown>;
  /** Does something until it succeeds or the attempts are used up; it may be done several times. */
  persist<T>(attempt: () => Promise<T>): Promise<T>;
};

/** The server can't be reached, or fails. */
class MlflowUnavailableError extends EarshotError {
  readonly code = "MLFLOW_UNAVAILABLE";
  readonly kind = "unavailable";
  readonly retryAfterMs: number;

  constructor(
    message: string,
    { cause, retryAfterMs = 0 }: { cause?: unknown; retryAfterMs?: number },
  ) {
    super(message, { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The server does not want what was asked of it. */
export class MlflowRefusedError extends EarshotError {
  readonly code = "MLFLOW_REFUSED";
  readonly kind = "denied";
  /** MLflow's own word, such as `RESOURCE_ALREADY_EXISTS`. */
  readonly errorCode: string;

  constructor(message: string, errorCode = "") {
    super(message);
    this.errorCode = errorCode;
  }
}

/** The address of the server is none. */
class MlflowAddressError extends EarshotError {
  readonly code = "MLFLOW_ADDRESS";
  readonly kind = "invalid";
}

/**
 * Speaks to an MLflow server. Nothing is asked yet.
 *
 * @throws MlflowAddressError when the address is no http or https address.
 */
export function openMlflow(options: MlflowOptions): MlflowClient {
  const { retryMs: waitsMs, signal } = options;
  const server = serverOf(options);
  return {
    ask: (request) => ask(server, request),
    persist: (attempt) => persist(attempt, { passesAfter, waitsMs, signal }),
  };
}

function passesAfter(error: unknown): number | undefined {
  return error instanceof MlflowUnavailableError ? error.retryAfterMs : undefined;
}

type Server = { base: URL; shown: string; headers: Record<string, string> } & Pick<
  MlflowOptions,
  "signal" | "timeoutMs"
>;

function serverOf(options: MlflowOptions): Server {
  const { trackingUri, token, username, password = "", timeoutMs, signal } = options;
  const base = URL.canParse(trackingUri) ? new URL(trackingUri) : undefined;
  if (base === undefined || !["http:", "https:"].includes(base.protocol)) {
    throw new MlflowAddressError(
      "mlflow.tracking_uri (or MLFLOW_TRACKING_URI) is no http or https address of an MLflow server, such as http://localhost:5000",
    );
  }
  if (base.username !== "" || base.password !== "") {
    throw new MlflowAddressError(
      "mlflow.tracking_uri holds a user or password, which would be shown with it; set " +
        "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD instead",
    );
  }
  [base.search, base.hash] = ["", ""];
  base.pathname = base.pathname.replace(/\/*$/, "/");
  const headers: Record<string, string> = {};
  if (username !== undefined)
    headers["authorization"] = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  return { base, shown: base.href.replace(/\/$/, ""), headers, timeoutMs, signal };
}

async function ask(server: Server, request: MlflowRequest): Promise<unknown> {
  const { signal, timeoutMs = 30_000, shown } = server;
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(addressOf(server, request), {
      method: request.method,
      headers: headersOf(server, request),
      body: request.bytes === undefined ? bodyOf(request) : new Uint8Array(request.bytes),
      redirect: "error", // it would carry the credentials elsewhere
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    text = await response.text();
  } catch (error) {
    signal?.throwIfAborted();
    const why = limit.aborted ? `no answer within ${timeoutMs / 1_000} s` : reasonOf(error);
    throw new MlflowUnavailableError(
      `the MLflow server at ${shown} can't be reached (${why}); see that it runs, and mlflow.tracking_uri`,
      { cause: error },
    );
  }
  return judge(server, { request, response, text });
}

function addressOf({ base }: Server, { path, query }: MlflowRequest): URL {
  const url = new URL(`api/2.0/${path}`, base);
  for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, value);
  return url;
}

function headersOf({ headers }: Server, { json, bytes }: MlflowRequest): Record<string, string> {
  if (bytes !== undefined) return { ...headers, "content-type": "application/octet-stream" };
  return json === undefined ? headers : { ...headers, "content-type": "application/json" };
}

function bodyOf({ json }: MlflowRequest): string | null {
  return json === undefined ? null : JSON.stringify(json);
}

/**
 * Reads an answer in the form it should have.
 *
 * @throws MlflowRefusedError when it has another.
 */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const { data, error } = schema.safeParse(answer);
  if (error === undefined) return data;
  const place = error.issues[0]?.path.join(".") ?? "";
  throw new MlflowRefusedError(
    `the server answered otherwise than MLflow does (${place}); is it MLflow 2 or 3?`,
  );
}

type Answer = { request: MlflowRequest; response: Response; text: string };

const Complaint = z.object({ error_code: z.string(), message: z.string().default("") });

/** What an answer says, or the error that it is. */
function judge({ shown }: Server, { request, response, text }: Answer): unknown {
  const { status } = response;
  const value = parse(text);
  if (response.ok && value !== undefined) return value;
  const complaint = Complaint.safeParse(value).data;
  const said =
    complaint === undefined ? "" : `: ${complaint.error_code}, ${complaint.message.slice(0, 300)}`;
  const what = `the MLflow server at ${shown} answered ${request.path} with status ${status}${said}`;
  if (response.ok) throw new MlflowRefusedError(`${what} and no JSON; is it an MLflow server?`);
  if (status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"));
    throw new MlflowUnavailableError(what, { retryAfterMs });
  }
  const mend =
    status === 401 || status === 403
      ? "; see mlflow.tracking_token, or mlflow.tracking_username and mlflow.tracking_password"
      : "";
  throw new MlflowRefusedError(`${what}${mend}`, complaint?.error_code);
}

function parse(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a request failed: `fetch` itself says only that it did. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return messageOf(cause ?? error) || "for an unknown reason";
}
