import { Type } from "typebox";

export const leaseParams = Type.Object({
  lease: Type.String({ minLength: 1, maxLength: 64, description: "id of the lease" }),
});
