import { expect, test } from "vitest";
import {
  launchPath,
  literalPaths,
  parseActiveApp,
  parseApps,
  parseDeviceInfo,
  powerState,
} from "../src/codec.ts";
import { describeRoku } from "../src/device-info.ts";

const bytes = (text: string) => Buffer.from(text);

test("device-info gives its fields, entities resolved and empty ones left out", () => {
  const xml = `<?xml version="1.0"?><device-info><serial-number>007</serial-number>
    <user-device-name>A &amp; B</user-device-name><keyed-developer-id/></device-info>\n`;
  expect([...parseDeviceInfo(bytes(xml))]).toEqual([
    ["serial-number", "007"],
    ["user-device-name", "A & B"],
  ]);
});

test.each([
  [
    "an app",
    '<active-app><app id="12" type="appl" version="4.1">Netflix</app></active-app>',
    { appId: "12", name: "Netflix", version: "4.1" },
  ],
  [
    "an app without a version",
    '<active-app><app id="tvinput.hdmi1">HDMI 1</app></active-app>',
    { appId: "tvinput.hdmi1", name: "HDMI 1" },
  ],
  [
    "an app under a screen saver",
    '<active-app><app id="12" version="1">N</app><screensaver id="5">S</screensaver></active-app>',
    { appId: "12", name: "N", version: "1" },
  ],
  ["the home screen", "<active-app><app>Roku</app></active-app>", null],
  [
    "the home screen as an app",
    '<active-app><app id="562859" type="appl" ui-location="home">Roku Dynamic Menu</app></active-app>',
    null,
  ],
])("active-app with %s", (_name, xml, app) => {
  expect(parseActiveApp(bytes(xml))).toEqual(app);
});

test("apps lists none, one and many", () => {
  const netflix = '<app id="12" version="4.1">Netflix</app>';
  expect(parseApps(bytes("<apps></apps>"))).toEqual([]);
  expect(parseApps(bytes(`<apps>${netflix}</apps>`))).toHaveLength(1);
  expect(parseApps(bytes(`<apps>${netflix}${netflix}</apps>`))).toHaveLength(2);
});

test.each([
  ["nothing", ""],
  ["text", "hello"],
  ["another document", "<apps></apps>"],
  ["a page", "<!DOCTYPE html><html><body>404</body></html>"],
  ["an answer cut off inside of a tag", "<device-info><serial-number>1</serial-nu"],
  ["an answer cut off between tags", "<device-info><serial-number>1</serial-number>"],
  ["bytes", "\u0000\u0001\ufffd"],
])("%s in place of device-info is a bad reply", (_name, xml) => {
  expect(() => parseDeviceInfo(bytes(xml))).toThrow(expect.objectContaining({ code: "bad-reply" }));
});

test("every prefix of an answer is a bad reply", () => {
  const xml = '<active-app><app id="12" version="4.1">Netflix</app></active-app>';
  for (let length = 0; length < xml.length; length += 1) {
    expect(() => parseActiveApp(bytes(xml.slice(0, length)))).toThrow(
      expect.objectContaining({ code: "bad-reply" }),
    );
  }
});

test.each([
  ["a", ["/keypress/Lit_a"]],
  [" /", ["/keypress/Lit_%20", "/keypress/Lit_%2F"]],
  ["é€", ["/keypress/Lit_%C3%A9", "/keypress/Lit_%E2%82%AC"]],
  ["😀", ["/keypress/Lit_%F0%9F%98%80"]],
])("typing %j goes to %j", (text, paths) => {
  expect(literalPaths(text)).toEqual(paths);
});

test("a start carries its values percent-encoded", () => {
  expect(launchPath("12", {})).toBe("/launch/12");
  expect(launchPath("dev", { contentId: "a b&c", mediaType: "movie" })).toBe(
    "/launch/dev?contentId=a%20b%26c&mediaType=movie",
  );
});

test.each([
  ["PowerOn", "on"],
  ["DisplayOff", "standby"],
  ["Ready", "standby"],
  ["Headless", "standby"],
  ["PowerOff", "off"],
  ["", "unknown"],
  ["Brewing", "unknown"],
])("power mode %j is %s", (mode, state) => {
  expect(powerState(mode)).toBe(state);
});

test.each([
  ["ethernet", "02:00:00:00:00:0e"],
  ["wifi", "02:00:00:00:00:0f"],
])("a device on %s is known by the address of that interface", (type, mac) => {
  const fields = new Map([
    ["network-type", type],
    ["ethernet-mac", "02:00:00:00:00:0E"],
    ["wifi-mac", "02:00:00:00:00:0F"],
  ]);
  expect(describeRoku(fields).keys).toEqual([{ kind: "mac", value: mac }]);
});

test.each([
  "00:00:00:00:00:00",
  "ff:ff:ff:ff:ff:ff",
  "01:00:5e:00:00:01",
  "02:00:00:00:00",
  "unknown",
])("an address that names no one card, as %s, is no key", (address) => {
  const fields = new Map([["wifi-mac", address]]);
  expect(describeRoku(fields)).toMatchObject({ keys: [] });
  expect(describeRoku(fields).attributes).not.toHaveProperty(["identity.mac"]);
});
