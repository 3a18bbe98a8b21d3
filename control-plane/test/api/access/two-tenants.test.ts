import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiLab } from "../api-lab.ts";
import { changeTenant, headersOf, openPlatform, tokenIds } from "./two-tenants-lab.ts";

let alone: ApiLab;
let shared: ApiLab;
beforeAll(async () => {
  alone = await openPlatform(false);
  shared = await openPlatform(true);
});
afterAll(async () => {
  await alone.close();
  await shared.close();
});

/** What to ask for in the place of a parameter: what is its own, what is the other's, and what nobody has. */
const values: Readonly<Record<string, readonly string[]>> = {
  device: ["a-tv-1", "tv-1", "a-tv-4", "b-tv-1", "b-tv-4", "tv-4", "nobody"],
  command: ["a-command", "b-command", "nobody"],
  lease: ["a-held", "a-waits", "a-over", "b-held", "b-waits", "b-over", "nobody"],
  box: ["box-a", "box-b", "nobody"],
  token: [...tokenIds, "nobody"],
  tenant: ["a", "b", "nobody"],
  share: ["nobody"],
};
const queries: Readonly<Record<string, readonly string[]>> = {
  "/v1/devices": [
    ...["facets=model,box,state,availability", "limit=1", "limit=1&sort=-updated", "box=box-b"],
    ...["q=model", "attribute=identity.asset:tv-1", "leasedBy=job-of-b", "sort=asset&limit=2"],
  ],
  "/v1/boxes": ["limit=1"],
  "/v1/leases": ["limit=1", "holder=job-of-b", "device=b-tv-1", "state=queued"],
  "/v1/usage": ["by=holder", "by=device&format=csv"],
  "/v1/devices/:device/history": ["limit=1"],
};

/** Answers without an end. */
const streams = new Set(["/v1/events", "/v1/leases/:lease/events"]);
/** Open to everybody, and about the process: they tell nothing of what is in it. */
const isOpen = (url: string) => /^\/(healthz|readyz|docs|openapi\.json)/.test(url);

/** Positions are sealed, each in another way; all of them have one length. */
const withoutPositions = (text: string) =>
  text.replace(/("position":"|^id: )[A-Za-z0-9_-]{166}(?=["\n])/gm, "$1<position>");

const seen = ["a-tv-1", "job-of-a"];

function pathsOf(url: string): readonly string[] {
  const name = /:(\w+)/.exec(url)?.[1];
  if (name === undefined) return [url];
  const known = values[name];
  if (known === undefined) throw new Error(`say in this test what to ask for as :${name}`);
  return known.map((value) => url.replace(`:${name}`, value));
}

async function answerOf(lab: ApiLab, path: string, who: "viewer" | "admin") {
  const { status, headers, text } = await lab.ask(path, { headers: headersOf(who) });
  const { date: _, ...rest } = Object.fromEntries(headers);
  return { status, headers: rest, text: withoutPositions(text) };
}

test("every answer to a tenant is the same, byte for byte, whether there is another tenant or not", async () => {
  const texts: string[] = [];
  for (const { method, url } of shared.routes) {
    if (method !== "GET" || streams.has(url) || isOpen(url)) continue;
    const asked = pathsOf(url).flatMap((path) => [
      path,
      ...(queries[url] ?? []).map((query) => `${path}?${query}`),
    ]);
    for (const path of asked) {
      for (const who of ["viewer", "admin"] as const) {
        const answer = await answerOf(shared, path, who);
        expect({ path, ...answer }).toEqual({ path, ...(await answerOf(alone, path, who)) });
        texts.push(answer.text);
      }
    }
  }
  // It would be the same, too, if there were nothing in it.
  for (const word of seen) expect(texts.some((text) => text.includes(word))).toBe(true);
});

test.each([
  ["POST", "/v1/match", { requirements: {} }],
  ["POST", "/v1/match", { requirements: {}, devices: ["tv-1", "b-tv-1", "nobody"] }],
  ["POST", "/v1/match", { requirementsByName: { any: {} } }],
  ["POST", "/v1/leases", { device: "b-tv-1" }],
  ["POST", "/v1/leases", { device: "tv-1" }],
  ["POST", "/v1/leases", { match: {}, count: 4 }],
  ["POST", "/v1/devices/b-tv-1/commands", { capability: "power", command: "off" }],
  ["POST", "/v1/devices/b-tv-1/health/check", undefined],
  [
    "POST",
    "/v1/devices/a-tv-1/commands",
    { capability: "power", command: "off", leaseId: "b-held" },
  ],
  ["POST", "/v1/leases/b-held/renew", {}],
  ["POST", "/v1/leases/b-held/break", { reason: "mine" }],
  ["DELETE", "/v1/leases/b-held", undefined],
])(
  "what is asked of another tenant's things is as of nothing: %s %s %j",
  async (method, path, body) => {
    const answerFrom = async (lab: ApiLab) => {
      const { status, text } = await lab.ask(path, { method, body, headers: headersOf("admin") });
      return { status, text: text.replace(/"chosen":\[[^\]]*\]/, '"chosen":[]') };
    };
    expect(await answerFrom(shared)).toEqual(await answerFrom(alone));
  },
);

async function streamOf(lab: ApiLab, path: string) {
  const stop = new AbortController();
  const headers = headersOf("viewer");
  const response = await fetch(`${lab.url}${path}`, { headers, signal: stop.signal });
  let text = "";
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
    }
  })().catch(() => undefined);
  return {
    until: (word: string) => eventually(() => expect(text).toContain(word)),
    async end() {
      stop.abort();
      await reading;
      return { status: response.status, text: withoutPositions(text) };
    },
  };
}

test("the stream tells a tenant the same, whatever happens at another one", async () => {
  const told = async (lab: ApiLab, withOther: boolean) => {
    const stream = await streamOf(lab, "/v1/events");
    const filtered = await streamOf(lab, "/v1/events?state=online");
    await stream.until("id: ");
    await filtered.until("id: ");
    if (withOther) await changeTenant(lab, "b", 7);
    await changeTenant(lab, "a", 7);
    if (withOther) await changeTenant(lab, "b", 8);
    await changeTenant(lab, "a", 8);
    await stream.until("a-new-8");
    await filtered.until('"revision":8');
    return [await stream.end(), await filtered.end()];
  };
  const [inCompany, filtered] = await told(shared, true);
  expect([inCompany, filtered]).toEqual(await told(alone, false));
  expect(inCompany?.text).toContain("<position>");
  expect(inCompany?.text).not.toMatch(/b-tv|job-of-b|box-b/);
});

test("who comes back to the stream is told the same, whatever happened at another tenant meanwhile", async () => {
  const told = async (lab: ApiLab, withOther: boolean) => {
    const { body } = await lab.ask("/v1/devices", { headers: headersOf("viewer") });
    if (withOther) await changeTenant(lab, "b", 20);
    await changeTenant(lab, "a", 20);
    const stream = await streamOf(lab, `/v1/events?after=${body.position}`);
    await stream.until("id: ");
    return await stream.end();
  };
  const inCompany = await told(shared, true);
  expect(inCompany.text).toContain('"revision":20');
  expect(inCompany).toEqual(await told(alone, false));
});

test.each(["a-held", "b-held", "nobody"])("the stream of lease %s is the same", async (lease) => {
  const told = async (lab: ApiLab) => {
    const stream = await streamOf(lab, `/v1/leases/${lease}/events`);
    await stream.until(lease === "a-held" ? "event: lease" : "lease-not-found");
    return await stream.end();
  };
  expect(await told(shared)).toEqual(await told(alone));
});
