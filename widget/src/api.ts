import { base } from "./env";

/** An answer of the server that is an error; `status` 0 means that no answer came. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail = "",
    readonly retryAfter = 0,
  ) {
    super(`${status} ${detail}`);
  }
}

/** Milliseconds that any answer may take, `Prefer: wait` included. */
const PATIENCE = 20_000;

/** One request to the front desk's public API; raises `Problem`. */
export async function request(
  method: string,
  path: string,
  token?: string,
  body?: BodyInit,
  headers: Record<string, string> = {},
  signal: AbortSignal = AbortSignal.timeout(PATIENCE),
): Promise<Response> {
  if (token) headers.Authorization = `Bearer ${token}`;
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const response = await fetch(`${base}/api/v1/${path}`, { method, headers, body, signal, credentials: "omit" }).catch(() => {
    throw new Problem(0);
  });
  if (response.ok) return response;
  const { detail } = await response.json().catch(() => ({}));
  throw new Problem(response.status, detail, +response.headers.get("Retry-After")!);
}

/** As `request`, and the JSON of the answer. */
export async function json<T>(...what: [method: string, path: string, token?: string, body?: BodyInit, headers?: Record<string, string>]): Promise<T> {
  const response = await request(...what);
  return response.json().catch(() => {
    throw new Problem(0);
  });
}
