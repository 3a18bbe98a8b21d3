import { expect, test } from "vitest";
import { encodeCommand, LgReplyDecoder } from "../src/codec.ts";
import { inputName, lgKeys } from "../src/keys.ts";

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));

test.each([
  // Manual 55LN549C, "Communication Parameters": power on, read, volume 100, set 10.
  ["ka", 0x01, 1, "ka 01 01\r"],
  ["ka", 0xff, 1, "ka 01 FF\r"],
  ["kf", 100, 10, "kf 0A 64\r"],
  ["xb", 0x90, 99, "xb 63 90\r"],
  ["mc", 0x08, 0, "mc 00 08\r"],
])("%s with %i for set %i goes out as %j", (letters, data, setId, wire) => {
  expect(encodeCommand({ letters, data }, setId)).toBe(wire);
});

const powerOn = { letter: "a", setId: 1, accepted: true, data: 1 };
const replies: [string, string, object[]][] = [
  ["an acknowledgement", "a 01 OK01x", [powerOn]],
  ["a refusal", "f 01 NG00x", [{ letter: "f", setId: 1, accepted: false, data: 0 }]],
  [
    "a refusal without a reason",
    "f 01 NGx",
    [{ letter: "f", setId: 1, accepted: false, data: undefined }],
  ],
  [
    "a set id in hexadecimal",
    "b 63 OK90x",
    [{ letter: "b", setId: 99, accepted: true, data: 0x90 }],
  ],
  [
    "two replies in a row",
    "a 01 OK01xf 01 OK14x",
    [powerOn, { letter: "f", setId: 1, accepted: true, data: 20 }],
  ],
  ["line ends between replies", "a 01 OK01x\r\n", [powerOn]],
  ["noise before a reply", "\u0000\u00fe\u00ffxx a 01 OKa 01 OK01x", [powerOn]],
  ["noise longer than the buffer before a reply", `${"~".repeat(5000)}a 01 OK01x`, [powerOn]],
  ["a reply that is cut off", "a 01 OK0", []],
  ["an unknown word", "a 01 KO01x", []],
  ["a value that is not hexadecimal", "a 01 OK0gx", []],
];

test.each(replies)(
  "%s decodes whole, byte by byte and split at every byte",
  (_name, wire, expected) => {
    const all = bytes(wire);
    const whole = new LgReplyDecoder();
    expect(whole.push(all)).toEqual(expected);
    const bytewise = new LgReplyDecoder();
    expect([...all].flatMap((byte) => bytewise.push(Uint8Array.of(byte)))).toEqual(expected);
    for (let at = 0; at <= Math.min(all.length, 64); at += 1) {
      const split = new LgReplyDecoder();
      expect([...split.push(all.subarray(0, at)), ...split.push(all.subarray(at))]).toEqual(
        expected,
      );
    }
  },
);

test.each(["x", "a 01 OK", "OKx", "0", "\r"])(
  "a mebibyte of %j is looked at in pieces of bounded size and does not stay",
  (unit) => {
    const decoder = new LgReplyDecoder();
    expect(decoder.push(bytes(unit.repeat(2 ** 20 / unit.length)))).toEqual([]);
    expect(decoder.push(bytes("a 01 OK01x"))).toEqual([powerOn]);
  },
);

test.each([
  ["power", "mc", 0x08],
  ["volume-up", "mc", 0x02],
  ["select", "mc", 0x44],
  ["digit-9", "mc", 0x19],
  ["power-on", "mc", 0xc4],
  ["input-hdmi2", "xb", 0x91],
])("the key %s is %s %i", (key, letters, data) => {
  expect(lgKeys.get(key)).toEqual({ letters, data });
});

test.each([
  [0x00, "tuner"],
  [0x20, "av1"],
  [0x90, "hdmi1"],
  [0x92, "hdmi3"],
  [0xe0, "0xe0"],
])("input code %i is %s", (code, name) => {
  expect(inputName(code)).toBe(name);
});
