import type { Role } from "./role.ts";

/** The tenant of everything that nobody gave to another one. */
export const defaultTenant = "default";

/** Somebody who asks: a token, a person, or the administrator of this installation. */
export interface Principal {
  /** `token:<id>`, `person:<id>` or `admin`; never given twice. */
  readonly id: string;
  /** For people: what the token is for, or who the person is. */
  readonly name: string;
  /** Where it belongs, and where what it makes belongs. */
  readonly tenant: string;
  readonly role: Role;
  /** Its role holds in every tenant (`platform`), or in its own one and where a share says so. */
  readonly reach: "tenant" | "platform";
}

/** Who has the token of the data folder. */
export const installationAdmin: Principal = {
  id: "admin",
  name: "administrator",
  tenant: defaultTenant,
  role: "admin",
  reach: "platform",
};

/** Somebody who could not say who it is: of no tenant, so that only the platform hears of it. */
export const nobody: Principal = {
  ...{ id: "", name: "", tenant: "*", role: "viewer", reach: "tenant" },
};
