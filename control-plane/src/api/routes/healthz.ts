import { Type } from "typebox";
import type { Api } from "../api-context.ts";
import { openProblems } from "../problem.ts";

const schema = {
  summary: "Whether the process lives",
  operationId: "healthz",
  tags: ["operation"],
  security: [],
  response: {
    200: Type.Object({ alive: Type.Literal(true) }, { description: "it does" }),
    ...openProblems(),
  },
};

const config = { open: true } as const;

export function healthz(api: Api): void {
  api.get("/healthz", { schema, config }, async () => ({ alive: true as const }));
}
