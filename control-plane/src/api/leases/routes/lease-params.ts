import { Type } from "typebox";

export const leaseParams = Type.Object({
  lease: Type.String({ minLength: 1, maxLength: 64, description: "id of the lease" }),
});

/** Who asks: there is one token, the administrator's. */
export const principal = "admin";
