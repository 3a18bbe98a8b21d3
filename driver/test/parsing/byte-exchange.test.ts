import { FakeByteLink, ManualClock } from "@rae/driver/testing";
import { expect, test } from "vitest";
import { ByteExchange, DriverError, LineSplitter } from "../../src/index.ts";

function opened({ pauseMs = 0 } = {}) {
  const link = new FakeByteLink("serial:/dev/acme");
  const clock = new ManualClock();
  const options = { replyTimeoutMs: 1_000, pauseMs };
  const exchange = new ByteExchange(link, { clock }, new LineSplitter(), options);
  const written = () => link.written.map((bytes) => Buffer.from(bytes).toString());
  const answer = (text: string) => link.receive(Buffer.from(text));
  const idle = new AbortController().signal;
  return { link, clock, exchange, written, answer, idle };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a request is answered by the next line", async () => {
  const { exchange, written, answer, idle } = opened();
  const reply = exchange.exchange("ID\r", idle);
  await settled();
  expect(written()).toEqual(["ID\r"]);
  answer("PS");
  answer("-2\r\n");
  expect(await reply).toBe("PS-2");
});

test("a reply that the request does not accept is another's", async () => {
  const { exchange, answer, idle } = opened();
  const reply = exchange.exchange("GET power\r", idle, (line) => line.startsWith("power="));
  await settled();
  answer("fan=3\npower=on\n");
  expect(await reply).toBe("power=on");
});

test("what came before the request is no part of its reply", async () => {
  const { exchange, answer, idle } = opened();
  answer("late half");
  const reply = exchange.exchange("ID\r", idle);
  await settled();
  answer("PS-2\n");
  expect(await reply).toBe("PS-2");
});

test("one request waits at a time, each after a pause", async () => {
  const { exchange, written, answer, idle, clock } = opened({ pauseMs: 50 });
  const first = exchange.exchange("A\r", idle);
  const second = exchange.exchange("B\r", idle);
  await settled();
  expect(written()).toEqual(["A\r"]);
  answer("a\n");
  expect(await first).toBe("a");
  await settled();
  expect(written()).toEqual(["A\r"]);
  await clock.advance(50);
  expect(written()).toEqual(["A\r", "B\r"]);
  answer("b\n");
  expect(await second).toBe("b");
});

test("a request that is given up while it waits for its turn is not sent, and lets no other pass", async () => {
  const { exchange, written, answer, idle } = opened();
  const stop = new AbortController();
  const first = exchange.exchange("A\r", idle);
  const second = exchange.exchange("B\r", stop.signal);
  const third = exchange.exchange("C\r", idle);
  const reason = new Error("stop");
  stop.abort(reason);
  await expect(second).rejects.toBe(reason);
  await settled();
  expect(written()).toEqual(["A\r"]);
  answer("a\n");
  await first;
  await settled();
  expect(written()).toEqual(["A\r", "C\r"]);
  answer("c\n");
  expect(await third).toBe("c");
});

test.each([
  ["nothing", "", "timeout"],
  ["a line of another request", "fan=3\n", "timeout"],
  ["no line at all", "\u0000\u0001", "bad-reply"],
])("%s in time is %s: %s", async (_name, received, code) => {
  const { exchange, answer, idle, clock } = opened();
  const reply = exchange.exchange("ID\r", idle, (line) => line === "PS-2");
  const failed = expect(reply).rejects.toMatchObject({ code, details: { request: "ID" } });
  await settled();
  answer(received);
  await clock.advance(1_000);
  await failed;
});

test("a deadline is a timeout, a lost link and a close are link-unavailable", async () => {
  const late = opened();
  const deadline = new AbortController();
  const timedOut = late.exchange.exchange("ID\r", deadline.signal);
  await settled();
  deadline.abort(new DOMException("late", "TimeoutError"));
  await expect(timedOut).rejects.toMatchObject({ code: "timeout" });

  const lost = opened();
  const unanswered = lost.exchange.exchange("ID\r", lost.idle);
  await settled();
  lost.link.become({ name: "waiting", code: "link-unavailable", detail: "unplugged" });
  await expect(unanswered).rejects.toMatchObject({ code: "link-unavailable" });

  const closed = opened();
  const ended = closed.exchange.exchange("ID\r", closed.idle);
  await settled();
  closed.exchange.close();
  await expect(ended).rejects.toMatchObject({ code: "link-unavailable" });
  await expect(closed.exchange.exchange("ID\r", closed.idle)).rejects.toMatchObject({
    code: "link-unavailable",
  });
  expect(closed.link.listeners).toBe(0);
});

test("a write that fails is the failure of the exchange", async () => {
  const { exchange, link, idle } = opened();
  const failure = new DriverError("timeout", "the port takes no bytes");
  link.write = () => Promise.reject(failure);
  await expect(exchange.exchange("ID\r", idle)).rejects.toBe(failure);
});

test("an error says whether the request was out", async () => {
  const { link, exchange, idle, clock } = opened();
  const unanswered = exchange.exchange("ID\r", idle);
  await settled();
  await Promise.all([
    expect(unanswered).rejects.toMatchObject({ code: "timeout", details: { sent: true } }),
    clock.advance(1_000),
  ]);
  link.become({ name: "waiting", code: "link-unavailable", detail: "unplugged" });
  const unsent = exchange.exchange("ID\r", idle);
  await expect(unsent).rejects.toMatchObject({ code: "link-unavailable" });
  await expect(unsent).rejects.not.toHaveProperty("details.sent");
});
