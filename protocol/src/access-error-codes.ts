import { type ErrorCodeEntry, entry } from "./error-code-entry.ts";

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
} as const satisfies Record<string, ErrorCodeEntry>;
