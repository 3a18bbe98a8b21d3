import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { problems } from "../problem.ts";

const schema = {
  summary: "Figures for Prometheus",
  operationId: "metrics",
  tags: ["operation"],
  response: {
    200: { description: "figures", content: { "text/plain": { schema: Type.String() } } },
    ...problems(),
  },
};

const config = { action: "metrics.read" } as const;

export function metrics(api: Api, { registry }: ApiContext): void {
  api.get("/metrics", { schema, config }, async (_request, reply) => {
    const text = await registry.metrics();
    return reply.type(registry.contentType).send(text);
  });
}
