import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { Api } from "./api-context.ts";
import { boxSchema } from "./json/box-json.ts";
import { commandSchema } from "./json/command-json.ts";
import { deviceSchema } from "./json/device-json.ts";
import { historyEntrySchema } from "./json/history-json.ts";
import { leaseSchema } from "./json/lease-json.ts";
import { leaseAnswerSchema } from "./leases/lease-answer.ts";
import { problemSchema } from "./problem.ts";

const schemas = [
  problemSchema,
  deviceSchema,
  boxSchema,
  commandSchema,
  historyEntrySchema,
  leaseAnswerSchema,
  leaseSchema,
];

const documentPath = /^\/(docs(\/|$)|openapi\.json$)/;

/** OpenAPI 3.1 of the routes added later, at /openapi.json, and a page to try them, at /docs; all files of the page are local. */
export async function addDocumentation(api: Api, version: string): Promise<void> {
  for (const schema of schemas) api.addSchema(schema);
  api.addHook("onRoute", (route) => {
    if (!documentPath.test(route.url)) return;
    route.config = { ...route.config, action: "document.read" };
  });
  await api.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Rae",
        version,
        description:
          "Devices of the lab: find, watch and drive them. Every error is a problem document (RFC 9457) that says whose failure it is and what to do.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      security: [{ token: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json.$id === "string" ? json.$id : `schema-${index}`,
    },
  });
  await api.register(swaggerUi, {
    routePrefix: "/docs",
    uiConfig: { persistAuthorization: false, docExpansion: "list", tryItOutEnabled: true },
    // The page's own policy; its `upgrade-insecure-requests` would break plain HTTP on loopback in some browsers.
    staticCSP: {
      "default-src": "'self'",
      "img-src": "'self' data:",
      "style-src": "'self' 'unsafe-inline'",
      "frame-ancestors": "'none'",
      "base-uri": "'self'",
      "object-src": "'none'",
    },
  });
  api.get("/openapi.json", { schema: { hide: true } }, async () => api.swagger());
}
