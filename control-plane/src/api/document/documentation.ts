import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Api } from "../api-context.ts";
import { boxSchema } from "../json/box-json.ts";
import { commandSchema } from "../json/command-json.ts";
import { deviceSchema } from "../json/device-json.ts";
import { fleetEventSchema, leaseEventSchema } from "../json/event-json.ts";
import { historyEntrySchema } from "../json/history-json.ts";
import { leaseSchema } from "../json/lease-json.ts";
import { leaseAnswerSchema } from "../leases/lease-answer.ts";
import { problemSchema } from "../problem.ts";
import { completeDocument } from "./complete-document.ts";
import { securitySchemes } from "./security-schemes.ts";
import { tags } from "./tags.ts";

const schemas = [
  problemSchema,
  deviceSchema,
  boxSchema,
  commandSchema,
  historyEntrySchema,
  leaseAnswerSchema,
  leaseSchema,
  fleetEventSchema,
  leaseEventSchema,
];

/** What routes refer to. Must be called before they are added. */
export function addSchemas(api: Api): void {
  for (const schema of schemas) api.addSchema(schema);
}

const documentPath = /^\/(docs(\/|$)|openapi\.json$)/;

/**
 * OpenAPI 3.1 of the routes added later, at /openapi.json, and a page to try them, at /docs; all files of the page are local. Both are
 * for everybody: there is no secret in them, and a browser can open them.
 */
export async function addDocumentation(api: Api, version: string): Promise<void> {
  api.addHook("onRoute", (route) => {
    if (documentPath.test(route.url)) route.config = { ...route.config, open: true };
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
      servers: [{ url: ".", description: "where this document was read, also behind a prefix" }],
      tags,
      components: { securitySchemes },
      security: [{ token: [] }],
    },
    stripBasePath: false,
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json.$id === "string" ? json.$id : `schema-${index}`,
    },
    transformObject: (made) =>
      "openapiObject" in made ? completeDocument(made.openapiObject) : {},
  });
  await api.register(swaggerUi, {
    routePrefix: "/docs",
    uiConfig: { persistAuthorization: false, docExpansion: "list", tryItOutEnabled: true },
    theme: { title: "Rae" },
    uiHooks: { onRequest: redirectToFolder },
    // The page reads the document one folder deeper.
    transformSpecification: (document) => ({ ...document, servers: [{ url: ".." }] }),
    transformSpecificationClone: false,
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

/** The page's own addresses are relative, so that it works behind a prefix. */
async function redirectToFolder({ url }: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (!/^\/docs(\?|$)/.test(url)) return undefined;
  return reply.code(302).header("location", "docs/").send();
}
