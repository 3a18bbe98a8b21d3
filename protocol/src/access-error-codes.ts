import { type ErrorCodeEntry, entry } from "./error-code-entry.ts";

const once = false;
const again = true;

/** What can be wrong with tenants, tokens and shares. */
export const accessErrorCodes = {
  "access-store-unavailable": entry(
    "infrastructure",
    503,
    again,
    "The store of tokens, tenants and shares cannot be reached.",
    "See /readyz. Tokens that were known keep working; ask again for the change.",
  ),
  "token-not-found": entry(
    "client",
    404,
    once,
    "There is no such token.",
    "List the tokens; an id is the part behind `rae_`, and not the token itself.",
  ),
  "tenant-not-found": entry(
    "client",
    404,
    once,
    "There is no such tenant.",
    "List the tenants; an admin of the platform makes them.",
  ),
  "assignment-not-found": entry(
    "client",
    404,
    once,
    "There is no such assignment of a device of the tenant's boxes.",
    "List the assignments; only the tenant of the box ends one.",
  ),
  "share-not-found": entry(
    "client",
    404,
    once,
    "There is no such share of the tenant's devices.",
    "List the shares; only the tenant that gives one ends it.",
  ),
  "tenant-exists": entry(
    "client",
    409,
    once,
    "There is, or was, a tenant with this id.",
    "Choose another id: that of a tenant that was removed is not given again.",
  ),
} as const satisfies Record<string, ErrorCodeEntry>;
