import { Type } from "typebox";
import {
  askReadiness,
  type ReadinessCheck,
  type ReadinessReport,
} from "../../operations/readiness.ts";
import { historyReadiness, viewReadiness } from "../../operations/store-readiness.ts";
import type { Api, ApiContext } from "../api-context.ts";
import { openProblems, problemWith } from "../problem.ts";

const readinessSchema = Type.Object({
  ready: Type.Boolean(),
  dependencies: Type.Array(
    Type.Object({ name: Type.String(), ready: Type.Boolean(), detail: Type.String() }),
  ),
});
export type ReadinessJson = ReadinessReport;

const schema = {
  summary: "Whether the process can do its work, with each dependency named",
  operationId: "readyz",
  tags: ["operation"],
  security: [],
  response: {
    ...openProblems(),
    200: Type.Object(readinessSchema.properties, { description: "all are ready" }),
    503: {
      description: "one is not ready, or `shutting-down`",
      content: {
        "application/json": { schema: readinessSchema },
        "application/problem+json": { schema: problemWith(503, ["shutting-down"]) },
      },
    },
  },
};

const config = { open: true } as const;

export function readyz(api: Api, { watch, readiness, view, history, clock }: ApiContext): void {
  const own: readonly ReadinessCheck[] = [
    {
      name: "fleet-index",
      check: () =>
        watch.trouble === undefined ? { ready: true } : { ready: false, detail: watch.trouble },
    },
    viewReadiness(view),
    historyReadiness(history),
  ];
  api.get("/readyz", { schema, config }, async (_request, reply) => {
    const report = await askReadiness([...own, ...readiness], clock);
    return reply.code(report.ready ? 200 : 503).send(report);
  });
}
