import { expect, test } from "vitest";
import { encodeTelnet, TelnetDecoder } from "../../../src/lab/endpoints/telnet.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

test.each([
  ["61 0d 0a", "61 0d 0a"],
  ["61 0d", "61 0d 00"],
  ["0d 61", "0d 00 61"],
  ["ff 61", "ff ff 61"],
])("the device's %s goes out as %s", (bytes, encoded) => {
  expect(encodeTelnet(hex(bytes))).toEqual(hex(encoded));
});

// A client's text with everything that telnet may put into it, and what the server says to it.
const sent = hex("6c fffd01 73 fffb18 fffd05 fffb05 fffa1800787465726dfff0 ffff fff1 0d00 0d0a");
const heard = { data: hex("6c 73 ff 0d 0d 0a"), reply: hex("fffc05 fffe05") };

test("commands are taken out of what a client sends, and options that were not offered are refused", () => {
  expect(new TelnetDecoder().push(sent)).toEqual(heard);
});

test("the same, cut anywhere", () => {
  for (let at = 0; at <= sent.length; at += 1) {
    const decoder = new TelnetDecoder();
    const parts = [decoder.push(sent.subarray(0, at)), decoder.push(sent.subarray(at))];
    expect(Buffer.concat(parts.map(({ data }) => data))).toEqual(heard.data);
    expect(Buffer.concat(parts.map(({ reply }) => reply))).toEqual(heard.reply);
  }
});
