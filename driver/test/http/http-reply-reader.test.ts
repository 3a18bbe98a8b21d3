import { describe, expect, test } from "vitest";
import { HttpReplyReader } from "../../src/http/http-reply-reader.ts";

const limitBytes = 2 ** 20;

function readIn(pieces: readonly string[]) {
  const reader = new HttpReplyReader(limitBytes);
  for (const piece of pieces) reader.push(Buffer.from(piece, "latin1"));
  const { status, headers, bytes } = reader.finish();
  return { status, headers, body: Buffer.from(bytes).toString("latin1") };
}
const read = (text: string) => readIn([text]);

const answers: [string, string, Record<string, string>, string][] = [
  ["CR LF", "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nhi", { a: "b" }, "hi"],
  ["LF alone", "HTTP/1.1 200 OK\nA: b\nContent-Length: 2\n\nhi", { a: "b" }, "hi"],
  ["LF in a body", "HTTP/1.1 200 OK\nA: b\nContent-Length: 4\n\n\r\n\r\n", { a: "b" }, "\r\n\r\n"],
  ["no reason phrase", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", {}, "hi"],
  ["HTTP/1.0 until the end", "HTTP/1.0 200 OK\r\n\r\nhi", {}, "hi"],
  ["lower case", "http/1.1 200 ok\r\n\r\nhi", {}, "hi"],
  ["empty lines before", "\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi", {}, "hi"],
  ["a blank in a name", "HTTP/1.1 200 OK\r\nMy Name: b\r\n\r\nhi", { "my name": "b" }, "hi"],
  ["a blank before the colon", "HTTP/1.1 200 OK\r\nA : b\r\n\r\nhi", { a: "b" }, "hi"],
  ["a line without a colon", "HTTP/1.1 200 OK\r\njunk\r\nA: b\r\n\r\nhi", { a: "b" }, "hi"],
  ["a name that is empty", "HTTP/1.1 200 OK\r\n: x\r\nA: b\r\n\r\nhi", { a: "b" }, "hi"],
  ["control bytes", "HTTP/1.1 200 OK\r\nA: b\x01\x00\x7f\r\n\r\nhi", { a: "b\x01\x00\x7f" }, "hi"],
  ["bytes above ASCII", "HTTP/1.1 200 OK\r\nA: h\xf6\r\n\r\nhi", { a: "h\xf6" }, "hi"],
  ["a name twice", "HTTP/1.1 200 OK\r\nA: b\r\na: c\r\n\r\nhi", { a: "b, c" }, "hi"],
  ["a folded value", "HTTP/1.1 200 OK\r\nA: b\r\n\tc\r\n\r\nhi", { a: "b c" }, "hi"],
  [
    "a length twice",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi",
    {},
    "hi",
  ],
  ["a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nhi", {}, "hi"],
  ["more than its length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi there", {}, "hi"],
  [
    "chunks",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1;x=y\r\ni\r\n0\r\nT: u\r\n\r\n",
    {},
    "hi",
  ],
  [
    "chunks with LF alone",
    "HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\n\n 2 \nhi\n0\n\n",
    {},
    "hi",
  ],
  [
    "continue",
    "HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nhi",
    { a: "b" },
    "hi",
  ],
  [
    "a name of every object",
    "HTTP/1.1 200 OK\r\n__proto__: b\r\n\r\nhi",
    { ["__proto__"]: "b" },
    "hi",
  ],
];

describe.each(answers)("an answer with %s", (_name, text, headers, body) => {
  test("is read", () => {
    expect(read(text)).toMatchObject({ status: 200, body });
    expect(Object.entries(read(text).headers)).toEqual(
      expect.arrayContaining(Object.entries(headers)),
    );
  });

  test("is read byte by byte", () => {
    expect(readIn([...text])).toEqual(read(text));
  });

  test("is read when it is split anywhere", () => {
    for (let at = 1; at < text.length; at += 1) {
      expect(readIn([text.slice(0, at), text.slice(at)])).toEqual(read(text));
    }
  });
});

test("a body of many small chunks is read", () => {
  const chunks = "1\r\nx\r\n".repeat(100_000);
  const text = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
  expect(read(text).body).toHaveLength(100_000);
});

test.each([204, 304])("%d has no body, whatever follows", (status) => {
  const reader = new HttpReplyReader(limitBytes);
  reader.push(Buffer.from(`HTTP/1.1 ${status} x\r\nContent-Length: 5\r\n\r\n`));
  expect(reader.isDone).toBe(true);
  expect(reader.finish().status).toBe(status);
});

test.each([
  ["garbage", "\u0000\u00ff what is this\r\n\r\n"],
  ["another protocol", "RTSP/1.0 200 OK\r\n\r\n"],
  ["a status that is none", "HTTP/1.1 2000 OK\r\n\r\n"],
  ["nothing", ""],
  ["an end in the headers", "HTTP/1.1 200 OK\r\nA: b\r\n"],
  ["an end in the body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal"],
  ["an end in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhal"],
  ["an end between chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n"],
  ["a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n"],
  ["a body over the limit", `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(limitBytes + 1)}`],
  ["a length over the limit", `HTTP/1.1 200 OK\r\nContent-Length: ${limitBytes + 1}\r\n\r\n`],
  [
    "chunks over the limit",
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n${"x".repeat(limitBytes + 1)}`,
  ],
  ["headers without end", `HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(20_000)}`],
  ["a line without end", `HTTP/1.1 200 OK\r\n${"a".repeat(100_000)}`],
  ["empty lines without end", "\r\n".repeat(100_000)],
  ["continue without end", "HTTP/1.1 100 x\r\n\r\n".repeat(10_000)],
  [
    "a trailer without end",
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${"a: b\r\n".repeat(20_000)}`,
  ],
])("%s is a bad reply", (_name, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: "bad-reply" }));
});
