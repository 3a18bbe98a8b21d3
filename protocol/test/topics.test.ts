import { mqttTopic, parseMqttTopic, RaeError } from "@rae/protocol";
import { describe, expect, it } from "vitest";

describe("topics", () => {
  it("what is built is read back", () => {
    expect(parseMqttTopic(mqttTopic("box-1", "events"))).toEqual({
      boxId: "box-1",
      channel: "events",
    });
  });

  it("a topic is not built for an id that is none", () => {
    expect(() => mqttTopic("a/b", "events")).toThrow(RaeError);
  });

  it.each([
    "rae/v1/+/events",
    "rae/v1/#",
    "rae/v1/Box/events",
    "rae/v1//events",
    `rae/v1/${"a".repeat(65)}/events`,
    "rae/v1/box/other",
    "rae/v1/box/events/more",
    "rae/v2/box/events",
    "$SYS/broker",
    "",
  ])("%s is not one of ours", (topic) => {
    expect(parseMqttTopic(topic)).toBeUndefined();
  });
});
