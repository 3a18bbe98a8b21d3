import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { type ErrorCode, RaeError } from "@rae/protocol";
import type { ApiLimits, ApiOptions } from "./api-options.ts";
import { problemMediaType, problemOf } from "./problem.ts";

/** Connections that have nothing to say are given up after this long. */
const keepAliveMs = 65_000;

/** The HTTP server, over TLS if there is a certificate, with bounds on how slowly a client may send. */
export function createApiServer(
  listener: RequestListener,
  tls: ApiOptions["tls"],
  limits: ApiLimits,
): Server {
  const options = {
    requestTimeout: limits.requestTimeoutMs,
    headersTimeout: Math.min(10_000, limits.requestTimeoutMs),
    connectionsCheckingInterval: Math.min(1_000, limits.requestTimeoutMs),
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: 16 * 1024,
    // Refused by us, with a problem document.
    requireHostHeader: false,
  };
  const server =
    tls === undefined
      ? createServer(options, listener)
      : createTlsServer({ ...options, ...tls, minVersion: "TLSv1.2" }, listener);
  return server.on("checkExpectation", refuseExpectation);
}

/** RFC 9110, 10.1.1: only `100-continue` can be met. */
function refuseExpectation({ headers }: IncomingMessage, response: ServerResponse): void {
  const error = new RaeError("bad-request", `the expectation ${headers.expect} cannot be met`);
  response.writeHead(417, { "content-type": problemMediaType, connection: "close" });
  response.end(JSON.stringify({ ...problemOf(error, randomUUID()), status: 417 }));
}

/** Answers what is no HTTP request, or came too slowly. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = refusal(error.code);
  const problem = problemOf(new RaeError(code, detail), randomUUID());
  const body = JSON.stringify({ ...problem, status });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function refusal(code: string | undefined): readonly [number, ErrorCode, string] {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return [408, "bad-request", "the request came too slowly"];
  }
  if (code === "HPE_HEADER_OVERFLOW") return [431, "bad-request", "the headers are too large"];
  return [400, "bad-request", "this is no HTTP request"];
}
