import { Type } from "typebox";
import { type Action, actions } from "../../../core/access/actions.ts";
import { decide } from "../../../core/access/decide.ts";
import type { Api } from "../../api-context.ts";
import { words } from "../../json/list-json.ts";
import { reachSchema, roleSchema } from "../../json/token-json.ts";
import { problems } from "../../problem.ts";

const names = Object.keys(actions) as [Action, ...Action[]];

const schema = {
  summary: "Who asks, and what he may do",
  operationId: "whoAmI",
  tags: ["access"],
  response: {
    200: Type.Object(
      {
        id: Type.String({ description: "`admin`, or `token:` and an id" }),
        name: Type.String({ description: "what the token is for" }),
        tenant: Type.String(),
        role: roleSchema,
        reach: reachSchema,
        may: Type.Array(words(names, "an action"), {
          description: "what it may do in its tenant; on single resources less, or by shares more",
        }),
      },
      { description: "the principal of the request" },
    ),
    ...problems("access-store-unavailable"),
  },
};

const config = { action: "access.who-am-i" } as const;

export function whoAmI(api: Api): void {
  api.get("/v1/me", { schema, config }, async ({ principal }) => {
    const { id, name, tenant, role, reach } = principal;
    const may = names.filter((action) => decide(principal, action).allowed);
    return { id, name, tenant, role, reach, may };
  });
}
