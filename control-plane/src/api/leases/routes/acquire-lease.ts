import { Type } from "typebox";
import { requirementsSchema } from "../../../core/match/requirements.ts";
import { waitOf } from "../../access/principal-end.ts";
import { ownershipOf } from "../../access/sights.ts";
import type { Api, ApiContext } from "../../api-context.ts";
import { parsePreferWait } from "../../commands/prefer-wait.ts";
import { exampleIds } from "../../document/example-ids.ts";
import { problems } from "../../problem.ts";
import { waitedHeaders, withHeaders } from "../../requests/answer-headers.ts";
import { idempotencyKeyHeader, preferHeader } from "../../requests/request-headers.ts";
import { leaseAnswer, leaseAnswerRef } from "../lease-answer.ts";
import { lostLease } from "../lease-finder.ts";
import { devicesMax } from "../lease-request.ts";

const defaultTtlMs = 60_000;
const name = Type.String({ minLength: 1, maxLength: 128 });
const names = Type.Array(name, { minItems: 1, maxItems: devicesMax });

const answer = withHeaders(leaseAnswerRef, waitedHeaders("lease"));

const schema = {
  summary: "Asks for a lease: devices for oneself",
  description:
    "Names devices, or says by `match` what they must be: all of them or none. 201: the lease is granted, and the agents of its devices obey it alone. 202: it is queued; wait for it with `Prefer: wait=<seconds>`, read it, or follow GET /v1/leases/{lease}/events. Only devices whose availability is `available` are matched; a named one may be asleep. A lease ends by itself after `ttlMs` unless it is renewed.",
  operationId: "acquireLease",
  tags: ["leases"],
  headers: Type.Object({
    prefer: preferHeader,
    "idempotency-key": idempotencyKeyHeader("lease"),
  }),
  body: Type.Object(
    {
      device: Type.Optional({ ...name, description: "id or asset name of a device" }),
      devices: Type.Optional(names),
      asset: Type.Optional({
        ...name,
        description: "asset name; while the lease waits, the device may come back at another box",
      }),
      assets: Type.Optional(names),
      match: Type.Optional(requirementsSchema),
      count: Type.Optional(Type.Integer({ minimum: 1, maximum: devicesMax, default: 1 })),
      sameBox: Type.Optional(Type.Boolean({ description: "all at one box" })),
      distinct: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 64,
          description: "`model`, or an attribute: no two devices have the same",
        }),
      ),
      ttlMs: Type.Optional(Type.Integer({ minimum: 5_000, default: defaultTtlMs })),
      waitMs: Type.Optional(
        Type.Integer({
          minimum: 0,
          default: 0,
          description: "how long it may wait in the queue; 0: not at all",
        }),
      ),
      purpose: Type.Optional(Type.String({ maxLength: 512, default: "" })),
      holder: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 128,
          description: "for people: the job or the person; by default whose token it is",
        }),
      ),
      priority: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 9,
          default: 5,
          description: "a higher one is served first; each minute in the queue raises it by one",
        }),
      ),
    },
    {
      additionalProperties: false,
      examples: [
        { asset: exampleIds.asset, waitMs: 600_000, holder: exampleIds.holder },
        { match: { capabilities: ["remote-control"] }, count: 2, sameBox: true },
      ],
    },
  ),
  response: {
    201: answer,
    202: answer,
    ...problems(
      "device-not-found",
      "no-device-matches",
      "not-available",
      "leased",
      "lease-lost",
      "lease-not-enforced",
      "lease-not-armed",
      "not-ready",
      "quarantined",
      "idempotency-conflict",
      "payload-too-large",
      "unsupported-media-type",
      "overloaded",
      "lease-store-unavailable",
      "log-unavailable",
      "view-unavailable",
    ),
  },
};

const config = { action: "leases.acquire" } as const;

export function acquireLease(api: Api, { leases, limits, sights }: ApiContext): void {
  api.post("/v1/leases", { schema, config }, async (request, reply) => {
    const { ttlMs = defaultTtlMs, waitMs = 0, ...body } = request.body;
    const { principal } = request;
    const asker = sights.askerOf(principal);
    const { purpose = "", holder = principal.id, priority = 5, ...devices } = body;
    const order = {
      ...{ ...ownershipOf(principal), holder, purpose, priority, ttlMs, waitMs },
      request: { ...devices, ttlMs, waitMs },
    };
    const placed = await leases.desk.acquire(order, asker, request.headers["idempotency-key"]);
    const waitedMs = parsePreferWait(request.headers.prefer, limits.waitMs);
    if (waitedMs !== undefined) reply.header("preference-applied", `wait=${waitedMs / 1000}`);
    const wait = waitOf(request, reply);
    const lease = await leases.desk.wait(placed, waitedMs ?? 0, wait.signal);
    wait.checkPrincipal();
    if (lease.state === "ended") throw lostLease(lease);
    reply.header("location", `/v1/leases/${lease.leaseId}`);
    return reply
      .code(lease.state === "granted" ? 201 : 202)
      .send(leaseAnswer(lease, asker, leases.queue));
  });
}
