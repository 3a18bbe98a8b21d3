import { isId, logTopics, mqttChannels, mqttTopic, parseMqttTopic } from "@rae/protocol";
import { describe, expect, it } from "vitest";
import { errorCodeOf } from "./error-code-of.ts";

const longest = "a".repeat(64);

describe("MQTT topics", () => {
  it.each(mqttChannels)("the channel %s of a box is built and read back", (channel) => {
    for (const boxId of ["b", "0", "-", "box-1", longest]) {
      expect(mqttTopic(boxId, channel)).toBe(`rae/v1/${boxId}/${channel}`);
      expect(parseMqttTopic(`rae/v1/${boxId}/${channel}`)).toEqual({ boxId, channel });
    }
  });

  it.each(["", "a/b", "+", "#", "Box", "bÖx", "a b", "a\n", "a\u0000", "../x", `${longest}a`])(
    "none is built for the id %j",
    (boxId) => {
      expect(errorCodeOf(() => mqttTopic(boxId, "events"))).toBe("bad-request");
    },
  );

  it.each([
    "rae/v1/+/events",
    "rae/v1/#",
    "rae/v1/box/#",
    "rae/v1/box/+",
    "+/v1/box/events",
    "#",
    "rae/v1/Box/events",
    "rae/v1//events",
    `rae/v1/${longest}a/events`,
    "rae/v1/box/other",
    "rae/v1/box/Events",
    "rae/v1/box/events/more",
    "rae/v1/box/events/",
    "/rae/v1/box/events",
    "rae/v1/box",
    "rae/v1/box/events\u0000",
    "rae/v1/box\n/events",
    "rae/v2/box/events",
    "rae/v1/box/toString",
    "$SYS/broker",
    "$share/g/rae/v1/box/commands",
    "",
  ])("%j is not one of ours", (topic) => {
    expect(parseMqttTopic(topic)).toBeUndefined();
  });
});

it("log topics have the form of ids", () => {
  expect(Object.values(logTopics).filter((topic) => !isId(topic))).toEqual([]);
  expect(new Set(Object.values(logTopics)).size).toBe(8);
});
