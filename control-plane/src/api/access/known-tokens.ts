import { RaeError } from "@rae/protocol";
import type { TokenRecord } from "../../core/access/access-record.ts";
import { roleOn } from "../../core/access/decide.ts";
import type { Principal } from "../../core/access/principal.ts";
import type { AccessContext } from "../api-context.ts";

/** Tokens that the principal may know of: of its tenant, and only those that reach no further than itself. */
export function tokensFor(
  { book }: Pick<AccessContext, "book">,
  principal: Principal,
): readonly TokenRecord[] {
  checkKnown(book);
  return book.all("token").filter((record) => isVisible(record, principal));
}

/** @throws RaeError `token-not-found`, also if it is not for the principal to know. */
export function tokenFor(
  { book }: Pick<AccessContext, "book">,
  principal: Principal,
  id: string,
): TokenRecord {
  checkKnown(book);
  const record = book.find("token", id);
  if (record !== undefined && isVisible(record, principal)) return record;
  throw new RaeError("token-not-found", `there is no token ${id}`, { details: { token: id } });
}

/** @throws RaeError `access-store-unavailable` before the store was read for the first time. */
export function checkKnown({ isRead }: AccessContext["book"]): void {
  if (isRead) return;
  throw new RaeError("access-store-unavailable", "tokens and tenants have not been read yet");
}

function isVisible(record: TokenRecord, principal: Principal): boolean {
  if (record.reach === "platform" && principal.reach !== "platform") return false;
  return roleOn(principal, { tenant: record.tenant }) !== undefined;
}
