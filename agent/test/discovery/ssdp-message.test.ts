import { expect, test } from "vitest";
import { parseAnnouncement } from "../../src/discovery/ssdp-announcement.ts";
import { parseSsdpMessage } from "../../src/discovery/ssdp-message.ts";

const lines = [
  "HTTP/1.1 200 OK",
  "Cache-Control: max-age=300",
  "ST: roku:ecp",
  "Location: http://192.0.2.7:8060/",
  "USN: uuid:roku:ecp:X1",
];
const parse = (text: string) => parseSsdpMessage(Buffer.from(text));

test.each([
  ["CRLF", lines.join("\r\n").concat("\r\n\r\n")],
  ["LF alone", lines.join("\n").concat("\n\n")],
  ["CR alone", lines.join("\r").concat("\r\r")],
  ["no empty line", lines.join("\r\n")],
  ["an empty line first", `\r\n${lines.join("\r\n")}`],
  ["no reason phrase", lines.join("\r\n").replace("200 OK", "200")],
  ["no reason phrase and a blank", lines.join("\n").replace("200 OK", "200 ")],
  ["HTTP/1.0", lines.join("\r\n").replace("HTTP/1.1", "HTTP/1.0")],
  [
    "names in lower case",
    lines.join("\r\n").replaceAll(/^[\w-]+:/gm, (name) => name.toLowerCase()),
  ],
  [
    "names in upper case",
    lines.join("\r\n").replaceAll(/^[\w-]+:/gm, (name) => name.toUpperCase()),
  ],
  ["no blank after the colon", lines.join("\r\n").replaceAll(/^([\w-]+): /gm, "$1:")],
  ["blanks round the colon", lines.join("\r\n").replaceAll(/^([\w-]+): /gm, "$1 :\t ")],
  ["blanks before the name", lines.join("\n").replaceAll(/^([\w-]+):/gm, "  $1:")],
  ["a line without a colon", [lines[0], "EXT", ...lines.slice(1)].join("\r\n")],
  ["zero bytes", `${lines.join("\0\r\n")}\0\0\0`],
  ["bytes that are no UTF-8 in another header", [...lines, "SERVER: Ger\xe4t"].join("\r\n")],
])("an answer with %s is understood", (_name, text) => {
  const message = parseSsdpMessage(Buffer.from(text, "latin1"));
  expect(message?.kind).toBe("answer");
  expect(message && parseAnnouncement(message.headers)).toMatchObject({
    usn: "uuid:roku:ecp:X1",
    target: "roku:ecp",
    location: "http://192.0.2.7:8060",
    maxAgeMs: 300_000,
  });
});

test.each([
  ["NOTIFY * HTTP/1.1", "NTS: ssdp:alive", "alive"],
  ["notify * http/1.1", "nts: SSDP:Alive", "alive"],
  ["NOTIFY  *  HTTP/1.1", "NTS:ssdp:byebye ", "goodbye"],
])("%j with %j is %s", (start, nts, kind) => {
  expect(parse(`${start}\n${nts}\nUSN: u\n`)).toEqual({
    kind,
    headers: new Map([
      ["nts", nts.slice(4).trim()],
      ["usn", "u"],
    ]),
  });
});

test.each([
  ["nothing", ""],
  ["empty lines", "\r\n\r\n\n"],
  ["a search", 'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\n'],
  ["a refusal", lines.join("\r\n").replace("200 OK", "404 Not Found")],
  ["a status that only begins with 200", lines.join("\r\n").replace("200 OK", "2000 OK")],
  ["a notification without a type", "NOTIFY * HTTP/1.1\r\nUSN: u\r\n"],
  ["another notification", "NOTIFY * HTTP/1.1\r\nNTS: ssdp:update\r\nUSN: u\r\n"],
])("%s is no message of a device", (_name, text) => {
  expect(parse(text)).toBeUndefined();
});

test("a header that comes twice counts as it came first", () => {
  const message = parse([...lines, "USN: uuid:another"].join("\r\n"));
  expect(message?.headers.get("usn")).toBe("uuid:roku:ecp:X1");
});

// What would be quadratic takes seconds for any of these; the test's own time limit tells.
test.each([" ", "\r", "\n", "\t", ":", "HTTP/", "\0", "a: ", "max-age "])(
  "a largest datagram of %j is read in linear time",
  (piece) => {
    const filling = piece.repeat(Math.floor(65_000 / piece.length));
    for (const text of [filling, `HTTP/1.1 200\nCACHE-CONTROL:${filling}`, `NOTIFY ${filling}`]) {
      const message = parse(text);
      if (message !== undefined) parseAnnouncement(message.headers);
    }
    expect(parse(`${lines.join("\n")}\nX:${filling}`)?.kind).toBe("answer");
  },
);
