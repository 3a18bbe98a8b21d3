import { expect, test } from "vitest";
import {
  AnswerReader,
  disconnectPacket,
  encodeConnect,
  encodePublish,
} from "../../../src/load/canary/mqtt-bytes.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("a CONNECT is of MQTT 3.1.1 with a clean session", () => {
  expect(hex(encodeConnect("b.c"))).toBe("100f00044d5154540402003c0003622e63");
});

test("a PUBLISH is at QoS 1, and marked when it is sent again", () => {
  expect(hex(encodePublish("t/u", 0x0102, Buffer.from("x"), false))).toBe("32080003742f75010278");
  expect(hex(encodePublish("t/u", 1, Buffer.from("x"), true))).toBe("3a080003742f75000178");
});

test.each([
  [0, "07"],
  [120, "7f"],
  [121, "8001"],
  [16_376, "ff7f"],
  [16_377, "808001"],
])("the length of a PUBLISH with %i bytes is %s", (sizeBytes, length) => {
  const packet = encodePublish("t/u", 1, Buffer.alloc(sizeBytes), false);
  expect(hex(packet.subarray(1, 1 + length.length / 2))).toBe(length);
  expect(packet.length).toBe(1 + length.length / 2 + 7 + sizeBytes);
});

test("a DISCONNECT has no body", () => {
  expect(hex(disconnectPacket)).toBe("e000");
});

test("answers are found however they are split", () => {
  const bytes = Buffer.from("200200034002010220020000d000", "hex");
  const whole = [
    { kind: "connack", code: 3 },
    { kind: "puback", packetId: 0x0102 },
    { kind: "connack", code: 0 },
  ];
  for (let at = 0; at <= bytes.length; at += 1) {
    const reader = new AnswerReader();
    expect([...reader.push(bytes.subarray(0, at)), ...reader.push(bytes.subarray(at))]).toEqual(
      whole,
    );
  }
  const reader = new AnswerReader();
  expect([...bytes].flatMap((byte) => reader.push(Buffer.from([byte])))).toEqual(whole);
});

test("what is no answer to such a client is told as that", () => {
  expect(new AnswerReader().push(Buffer.from("HTTP/1.1"))).toMatchObject([
    { kind: "other", firstByte: 0x48 },
    { kind: "other" },
  ]);
});
