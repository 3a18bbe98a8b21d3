import { RaeError, toRaeError } from "@rae/protocol";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { Api } from "./api-context.ts";
import { problemMediaType, problemOf, requestFault } from "./problem.ts";
import { RouteTable } from "./route-table.ts";

/** Makes every error a problem document, those for unknown routes and methods included. */
export function handleErrors(app: Api): void {
  const routes = new RouteTable(app);
  app.setErrorHandler<FastifyError>((error, request, reply) => sendError(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    const methods = routes.methodsOf(path);
    if (methods.length === 0 || methods.includes(request.method)) {
      throw new RaeError("route-not-found", `there is no route ${path}`, { details: { path } });
    }
    reply.header("allow", methods.join(", "));
    throw new RaeError("method-not-allowed", `${path} does not know ${request.method}`, {
      details: { method: request.method, allowed: methods },
    });
  });
}

/** Also for errors that come before a route is found. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const ours = ownError(error);
  const problem = problemOf(ours, request.id);
  if (problem.status >= 500) {
    const facts = { code: ours.code, requestId: request.id, err: ours };
    if (ours.code === "internal") request.log.error(facts, "request failed");
    else request.log.warn({ ...facts, err: undefined, detail: ours.message }, "request failed");
  }
  if (problem.code === "unsupported-media-type") {
    // RFC 9110, 15.5.16: what would have been taken.
    reply.header("accept-post", "application/json").header("accept-encoding", "identity");
  }
  if (problem.retryable && (problem.status === 503 || problem.status === 429)) {
    reply.header("retry-after", "1");
  }
  reply.problemCode = problem.code;
  // What was said of the answer that it was to be.
  reply.removeHeader("preference-applied");
  reply.code(problem.status).type(problemMediaType).send(problem);
}

function ownError(error: unknown): RaeError {
  if (error instanceof RaeError) return error;
  const fault = error instanceof Error ? requestFault(error as FastifyError) : undefined;
  return fault ?? toRaeError(error);
}
