import { RaeError } from "@rae/protocol";
import { Type } from "typebox";
import type { Api, ApiContext } from "../api-context.ts";
import { exampleIds } from "../document/example-ids.ts";
import { boxJson, boxRef } from "../json/box-json.ts";
import { problems } from "../problem.ts";

const schema = {
  summary: "One lab box",
  operationId: "getBox",
  tags: ["boxes"],
  params: Type.Object({
    box: Type.String({ minLength: 1, maxLength: 64, examples: [exampleIds.box] }),
  }),
  response: { 200: boxRef, ...problems("box-not-found", "view-unavailable") },
};

const config = { action: "boxes.read" } as const;

export function getBox(api: Api, { sights, clock }: ApiContext): void {
  api.get("/v1/boxes/:box", { schema, config }, async ({ params, principal }) => {
    const { fleet } = sights.askerOf(principal);
    const box = fleet.box(params.box);
    if (box === undefined) throw new RaeError("box-not-found", `there is no box ${params.box}`);
    return boxJson(box, fleet, clock.nowMs());
  });
}
