import { withDeadline } from "@rae/kit";
import { type Static, Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import type { ReadinessCheck } from "../api-options.ts";

const checkMs = 1_000;

/** A box that cannot be: reading it asks the store and costs next to nothing. */
const noBox = "-";

const readinessSchema = Type.Object({
  ready: Type.Boolean(),
  dependencies: Type.Array(
    Type.Object({ name: Type.String(), ready: Type.Boolean(), detail: Type.String() }),
  ),
});
export type ReadinessJson = Static<typeof readinessSchema>;

const schema = {
  summary: "Whether the process can do its work, with each dependency named",
  operationId: "readyz",
  tags: ["operation"],
  security: [],
  response: {
    200: Type.Object(readinessSchema.properties, { description: "all are ready" }),
    503: Type.Object(readinessSchema.properties, { description: "one is not ready" }),
  },
};

export function readyz(api: Api, { watch, readiness, view, history, clock }: ApiContext): void {
  const own: readonly ReadinessCheck[] = [
    {
      name: "fleet-index",
      check: () =>
        watch.trouble === undefined ? { ready: true } : { ready: false, detail: watch.trouble },
    },
    { name: "view", check: () => view.readBoxes([noBox]).then(() => ({ ready: true })) },
    { name: "history", check: () => history.readBoxes([noBox]).then(() => ({ ready: true })) },
  ];
  const ask = async (each: ReadinessCheck): Promise<ReadinessJson["dependencies"][0]> => {
    const { name } = each;
    try {
      const asked = async (signal: AbortSignal) => await each.check(signal);
      const { ready, detail } = await withDeadline(clock, checkMs, name, asked);
      return { name, ready, detail: detail ?? "" };
    } catch (error) {
      return { name, ready: false, detail: error instanceof Error ? error.message : String(error) };
    }
  };
  api.get("/readyz", { schema }, async (_request, reply) => {
    const dependencies = await Promise.all([...own, ...readiness].map(ask));
    const ready = dependencies.every((dependency) => dependency.ready);
    return reply.code(ready ? 200 : 503).send({ ready, dependencies });
  });
}
