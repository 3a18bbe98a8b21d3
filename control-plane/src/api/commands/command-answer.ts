import { isTerminal } from "@rae/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { CommandRecord } from "../../core/command-record.ts";
import { waitOf } from "../access/principal-end.ts";
import type { ApiContext } from "../api-context.ts";
import { commandJson, commandRef } from "../json/command-json.ts";
import { waitedHeaders, withHeaders } from "../requests/answer-headers.ts";
import { parsePreferWait } from "./prefer-wait.ts";

/** A command as it is, 202, or 200 once it is over. */
const answer = withHeaders(commandRef, waitedHeaders("command"));
export const commandResponses = { 200: answer, 202: answer };

/** Waits for a command as long as the request's `Prefer: wait` says, and gives what to answer with `commandResponses`. */
export async function commandAnswer(
  { desk, watch, limits }: Pick<ApiContext, "desk" | "watch" | "limits">,
  placed: CommandRecord,
  request: Pick<FastifyRequest, "headers" | "principalEnded">,
  reply: Pick<FastifyReply, "header" | "raw">,
) {
  const waitMs = parsePreferWait(request.headers.prefer, limits.waitMs);
  if (waitMs !== undefined) reply.header("preference-applied", `wait=${waitMs / 1000}`);
  const wait = waitOf(request, reply);
  const record = await desk.wait(placed, waitMs ?? 0, wait.signal);
  wait.checkPrincipal();
  reply.header("location", `/v1/commands/${record.commandId}`);
  const presence = watch.index.presenceOf(record.boxId);
  const status: 200 | 202 = isTerminal(record.state) ? 200 : 202;
  return { status, body: commandJson(record, presence) };
}
