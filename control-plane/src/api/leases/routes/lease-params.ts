import { Type } from "typebox";
import { exampleIds } from "../../document/example-ids.ts";

export const leaseParams = Type.Object({
  lease: Type.String({
    minLength: 1,
    maxLength: 64,
    description: "id of the lease",
    examples: [exampleIds.lease],
  }),
});
