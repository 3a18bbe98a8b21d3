import { RaeError } from "@rae/protocol";
import { type FastifyInstance, fastify } from "fastify";
import { Type } from "typebox";
import { deviceReportSchema } from "../devices/device-report.ts";
import { faultNames, faultTable, parseFault } from "../faults/fault-table.ts";
import type { Lab } from "../lab.ts";
import { problemOf, problemSchema } from "./problem.ts";

const idParameter = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const failures = { "4xx": problemSchema, "5xx": problemSchema };
const faultBody = Type.Object(
  { fault: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: true, description: "a fault of GET /v1/faults with its parameters" },
);

const faultItem = Type.Object({
  fault: Type.String(),
  summary: Type.String(),
  parameters: Type.Record(Type.String(), Type.Unknown(), {
    description: "JSON Schema of the body",
  }),
});

/** Names under which a program on this machine reaches loopback; any other is a page in a browser that was rebound. */
const localHosts = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The control port of a lab: what its devices have heard, and how they fail. */
export function buildControlApp(lab: Lab): FastifyInstance {
  const app = fastify({
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    return reply.code(problem.status).type("application/problem+json").send(problem);
  });
  app.setNotFoundHandler((request) => {
    throw new RaeError("route-not-found", `there is no ${request.method} ${request.url}`);
  });
  app.addHook("onRequest", async (request) => {
    if (!localHosts.has(request.hostname)) {
      throw new RaeError("forbidden", `the host ${request.hostname} is not this machine`);
    }
  });

  app.get(
    "/healthz",
    { schema: { response: { 200: Type.Object({ status: Type.Literal("ok") }), ...failures } } },
    async () => ({ status: "ok" as const }),
  );
  app.get(
    "/v1/devices",
    {
      schema: {
        response: { 200: Type.Object({ items: Type.Array(deviceReportSchema) }), ...failures },
      },
    },
    async () => ({ items: lab.devices.map((device) => device.report()) }),
  );
  app.get<{ Params: { id: string } }>(
    "/v1/devices/:id",
    { schema: { params: idParameter, response: { 200: deviceReportSchema, ...failures } } },
    async ({ params }) => lab.device(params.id).report(),
  );
  app.get(
    "/v1/faults",
    { schema: { response: { 200: Type.Object({ items: Type.Array(faultItem) }), ...failures } } },
    async () => ({
      items: faultNames.map((fault) => {
        const { summary, schema } = faultTable[fault];
        return { fault, summary, parameters: { ...schema } };
      }),
    }),
  );
  app.post<{ Params: { id: string }; Body: { fault: string } }>(
    "/v1/devices/:id/faults",
    {
      schema: {
        params: idParameter,
        body: faultBody,
        response: { 200: deviceReportSchema, ...failures },
      },
    },
    async ({ params, body }) => {
      const device = lab.device(params.id);
      await lab.fault(params.id, parseFault(body));
      return device.report();
    },
  );
  app.delete<{ Params: { id: string } }>(
    "/v1/devices/:id/faults",
    { schema: { params: idParameter, response: { 200: deviceReportSchema, ...failures } } },
    async ({ params }) => {
      await lab.clearFaults(params.id);
      return lab.device(params.id).report();
    },
  );
  return app;
}
