import { expect } from "vitest";
import type { TokenRecord } from "../../../src/core/access/access-record.ts";
import type { ApiLab } from "../api-lab.ts";

export interface MadeToken {
  readonly id: string;
  readonly token: string;
}

/** Headers of who has the token. */
export function as(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** A new token, made by REST as the administrator, or by who is named. */
export async function makeTokenBy(
  lab: ApiLab,
  fields: Partial<Pick<TokenRecord, "role" | "tenant" | "reach">> & { readonly expiresAt?: string },
  headers: Record<string, string> = {},
): Promise<MadeToken> {
  const body = { description: "of a test", role: "tester", ...fields };
  const answer = await lab.ask("/v1/tokens", { method: "POST", body, headers });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return JSON.parse(answer.text) as MadeToken;
}

export async function makeTenant(lab: ApiLab, id: string): Promise<void> {
  const answer = await lab.ask("/v1/tenants", { method: "POST", body: { id, name: id } });
  expect(answer.status).toBe(201);
}
