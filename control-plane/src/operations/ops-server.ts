import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Clock, Closable, Logger } from "@rae/kit";
import type { Registry } from "prom-client";
import { listenFailure } from "../core/listen-failure.ts";
import { askReadiness, type ReadinessCheck } from "./readiness.ts";

export interface OpsServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly checks: readonly ReadinessCheck[];
  readonly metrics: Registry;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Health and figures of a process that has no REST of its own, for those who run it. */
export interface OpsServer extends Closable {
  readonly url: string;
}

interface Answer {
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
}

const requestTimeoutMs = 10_000;
const connections = 64;

/**
 * Answers `GET /healthz`, `/readyz` and `/metrics` without a token; none of them tells a secret or changes anything.
 * @throws RaeError `port-in-use`, or `config-invalid` if the address cannot be bound.
 */
export async function openOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const { host, logger } = options;
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 8 * 1024,
    },
    (request, response) => {
      answer(options, request).then(
        (answered) => send(response, answered),
        (error: unknown) => {
          logger.error({ err: error }, "request of operations failed");
          send(response, json(500, { error: "this failed; the log tells why" }));
        },
      );
    },
  );
  server.maxConnections = connections;
  const port = await listen(server, options);
  const authority = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${authority}:${port}`,
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function answer(options: OpsServerOptions, request: IncomingMessage): Promise<Answer> {
  const { checks, metrics, clock } = options;
  if (request.method !== "GET") return json(405, { error: "only GET is answered" });
  switch (request.url?.split("?")[0]) {
    case "/healthz":
      return json(200, { alive: true });
    case "/readyz": {
      const report = await askReadiness(checks, clock);
      return json(report.ready ? 200 : 503, report);
    }
    case "/metrics":
      return { status: 200, mediaType: metrics.contentType, body: await metrics.metrics() };
    default:
      return json(404, { error: "there are /healthz, /readyz and /metrics" });
  }
}

function json(status: number, value: unknown): Answer {
  return { status, mediaType: "application/json; charset=utf-8", body: JSON.stringify(value) };
}

function send(response: ServerResponse, { status, mediaType, body }: Answer): void {
  const headers = { "content-type": mediaType, "x-content-type-options": "nosniff" };
  response.writeHead(status, headers).end(body);
}

async function listen(server: Server, { host, port }: OpsServerOptions): Promise<number> {
  try {
    server.listen({ host, port });
    await once(server, "listening");
  } catch (error) {
    throw listenFailure(error, { service: "operations", host, port, variable: "RAE_OPS_PORT" });
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
