import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { answerChallenge } from "../../src/http/authorization.ts";
import { NodeHttpLink } from "../../src/http/node-http-link.ts";

// RFC 7616, 3.9.1.
const mufasa = { username: "Mufasa", password: "Circle of Life" };
const cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
const challengeBy = (algorithm: string) =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ' +
  'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
const md5 = 'response="8ca523f5e9506fed4657c9700eebdbec"';
const sha256 = 'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"';

function answerTo(header: string, credentials = mufasa) {
  return answerChallenge(header, credentials, cnonce)?.("GET", "/dir/index.html");
}

test.each([
  ["MD5", challengeBy("MD5"), md5],
  ["SHA-256", challengeBy("SHA-256"), sha256],
  ["the stronger of two", `${challengeBy("MD5")}, ${challengeBy("SHA-256")}`, sha256],
  ["digest before Basic", `Basic realm="x", ${challengeBy("MD5")}`, md5],
  [
    "what it knows of what it is offered",
    `${challengeBy("SHA-512-256")}, ${challengeBy("MD5")}`,
    md5,
  ],
])("answers %s as RFC 7616 does", (_name, header, response) => {
  expect(answerTo(header)).toContain(response);
});

test("a digest without qop is that of RFC 2069", () => {
  // RFC 2069, 2.4, with the response as its errata correct it.
  const answer = answerChallenge(
    'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
    { username: "Mufasa", password: "CircleOfLife" },
  )?.("GET", "/dir/index.html");
  expect(answer).toContain('response="1949323746fe6a43ef61f9606e7febea"');
  expect(answer).not.toContain("qop");
});

test("Basic is answered where nothing better is offered", () => {
  expect(answerTo('Basic realm="x"')).toBe(
    `Basic ${Buffer.from("Mufasa:Circle of Life").toString("base64")}`,
  );
});

test.each([
  "",
  "Bearer",
  "Digest",
  'Digest nonce="a", qop="auth-int"',
  "Digest nonce=a, algorithm=TEA",
  `Digest nonce="${'"'.repeat(60_000)}`,
  "=".repeat(60_000),
])("%.40j is answered by nothing", (header) => {
  expect(answerTo(header)).toBeUndefined();
});

/** A device that lets in whoever answers its digest; `nonce` is the one that it takes now. */
class DigestDevice {
  nonce = "first";
  readonly asked: string[] = [];
  readonly #hash: string;
  readonly #algorithm: string;

  constructor(hash: string, algorithm: string) {
    this.#hash = hash;
    this.#algorithm = algorithm;
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const { authorization = "" } = request.headers;
    const field = (name: string) =>
      new RegExp(`\\b${name}="?([^",]+)"?`).exec(authorization)?.[1] ?? "";
    const digest = (text: string) => createHash(this.#hash).update(text).digest("hex");
    const user = digest("u:lab:p");
    const asks = digest(`${request.method}:${request.url}`);
    const middle = `${this.nonce}:${field("nc")}:${field("cnonce")}:auth`;
    const isRight =
      field("nonce") === this.nonce && field("response") === digest(`${user}:${middle}:${asks}`);
    this.asked.push(isRight ? field("nc") : "refused");
    if (!isRight) {
      const stale = field("nonce") === "" ? "" : ", stale=true";
      response.setHeader(
        "WWW-Authenticate",
        `Digest realm="lab", nonce="${this.nonce}", algorithm=${this.#algorithm}, qop="auth"${stale}`,
      );
    }
    response.writeHead(isRight ? 200 : 401).end();
  }
}

test.each([
  ["md5", "MD5"],
  ["sha256", "SHA-256"],
])(
  "a device with digest by %s is asked with one nonce until that is stale",
  async (hash, algorithm) => {
    const device = new DigestDevice(hash, algorithm);
    const server = createServer((request, response) => device.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const link = new NodeHttpLink(`http://127.0.0.1:${address.port}`);
    const ask = async (password: string) => {
      const credentials = { username: "u", password };
      const signal = AbortSignal.timeout(5_000);
      return (await link.request("POST", "/outlet/1", { signal, credentials, body: "on" })).status;
    };
    expect([await ask("p"), await ask("p")]).toEqual([200, 200]);
    device.nonce = "second";
    expect([await ask("p"), await ask("p")]).toEqual([200, 200]);
    expect(device.asked.splice(0)).toEqual([
      "refused",
      "00000001",
      "00000002",
      "refused",
      "00000001",
      "00000002",
    ]);
    // A wrong password is tried once for each request.
    expect(await ask("wrong")).toBe(401);
    expect(device.asked).toEqual(["refused", "refused"]);
  },
);
