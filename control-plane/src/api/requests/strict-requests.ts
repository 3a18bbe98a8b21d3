import { RaeError } from "@rae/protocol";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Api } from "../api-context.ts";

const noQuery = Type.Object({}, { additionalProperties: false });

/**
 * Refuses what no schema of a route can: addresses that are not percent-encoded UTF-8, empty segments of a path, headers given twice,
 * and a query or a body where none is documented. Must be called before routes are added.
 */
export function refuseUndocumented(api: Api): void {
  api.addHook("onRoute", (route) => {
    if (route.schema === undefined || route.schema.hide === true) return;
    route.schema.querystring ??= noQuery;
  });
  api.addHook("onRequest", async ({ raw }) => {
    checkAddress(raw.url ?? "");
    // RFC 9112, 3.2: else node would answer, and not with a problem document.
    if (raw.httpVersion === "1.1" && raw.headers.host === undefined) {
      throw new RaeError("bad-request", "the request has no Host header");
    }
  });
  api.addHook("preValidation", async (request) => {
    checkSegments(request);
    checkHeaders(request);
    checkBody(request);
  });
}

function checkAddress(url: string): void {
  if (/[^\x21-\x7e]/.test(url)) {
    throw new RaeError("bad-request", "the address holds characters that are not percent-encoded");
  }
  let text: string;
  try {
    text = decodeURIComponent(url);
  } catch (error) {
    throw new RaeError("bad-request", "the address is not percent-encoded UTF-8", { cause: error });
  }
  if (text.includes("\0")) throw new RaeError("bad-request", "the address holds a NUL character");
}

function checkSegments({ params, url }: FastifyRequest): void {
  const empty = Object.entries(params ?? {}).some(([name, text]) => name !== "*" && text === "");
  if (!empty) return;
  const path = url.split("?", 1)[0] ?? "";
  throw new RaeError("route-not-found", `there is no route ${path}`, { details: { path } });
}

function checkHeaders({ raw, routeOptions: { schema } }: FastifyRequest): void {
  const { properties = {} } = (schema?.headers ?? {}) as { properties?: object };
  for (const name of Object.keys(properties)) {
    // RFC 7240, 2: several headers are as good as one with a list.
    if (name === "prefer" || (raw.headersDistinct[name]?.length ?? 0) < 2) continue;
    throw new RaeError("bad-request", `the header ${name} is given twice`);
  }
}

function checkBody({ body, routeOptions: { schema } }: FastifyRequest): void {
  if (schema === undefined || schema.body !== undefined || body === undefined) return;
  if (body !== null && typeof body === "object" && Object.keys(body).length === 0) return;
  throw new RaeError("bad-request", "this route takes no body");
}
