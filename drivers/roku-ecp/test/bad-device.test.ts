import { afterEach, expect, test } from "vitest";
import { openRoku, soon } from "./open-roku.ts";
import type { ScriptedAnswer } from "./scripted-roku.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function open() {
  const opened = await openRoku();
  cleanups.push(opened.close);
  return opened;
}

const itself = {
  "identity.serial": "X00400A7LDVC",
  "identity.mac": "b0:a7:37:96:4d:fb",
  "model.name": "TCL•Roku TV",
};

const failedQueries: [string, ScriptedAnswer | "silence"][] = [
  ["404", { status: 404, body: "" }],
  ["500", { status: 500, body: "oops" }],
  ["503", { status: 503, body: "" }],
  ["403", { status: 403, body: "" }],
  ["nonsense", { status: 200, body: "<html>" }],
  ["another document", { status: 200, body: "<apps></apps>" }],
  ["nothing", "silence"],
];

test.each(failedQueries)(
  "a device that answers active-app with %s shows all the rest, and no app",
  async (_name, answer) => {
    const { roku, driver } = await open();
    roku.activeApp = "12";
    expect((await driver.probe(soon())).attributes["app.active"]).toBe("12");
    roku.answers.set("/query/active-app", answer);
    const { attributes, removed, keys } = await driver.probe(soon());
    expect(attributes).toMatchObject(itself);
    expect(attributes).not.toHaveProperty(["app.active"]);
    expect(removed).toEqual(expect.arrayContaining(["app.active", "app.active-name"]));
    expect(keys).toHaveLength(2);
  },
);

test("a field that is not told any more is not known any more", async () => {
  const { roku, driver } = await open();
  await driver.probe(soon());
  const body = roku.deviceInfo().replace(/<software-version>.*/, "");
  roku.answers.set("/query/device-info", { status: 200, body });
  expect((await driver.probe(soon())).removed).toContain("firmware.version");
});

const somebodyElse: [string, ScriptedAnswer][] = [
  ["404", { status: 404, body: "not found" }],
  ["401", { status: 401, body: "" }],
  ["403", { status: 403, body: "<h1>Forbidden</h1>" }],
  ["500", { status: 500, body: "" }],
  ["503", { status: 503, body: "starting" }],
  ["302", { status: 302, body: "" }],
  ["nothing in it", { status: 200, body: "" }],
  ["a page", { status: 200, body: "<!DOCTYPE html><html><body>router</body></html>" }],
  ["JSON", { status: 200, body: "{}" }],
  [
    "another device's XML",
    { status: 200, body: "<root><device><UDN>uuid:1</UDN></device></root>" },
  ],
  ["device-info of nobody", { status: 200, body: "<device-info><a>1</a></device-info>" }],
];

test.each(somebodyElse)(
  "somebody else at the address, who answers with %s, is a bad reply and no device",
  async (_name, answer) => {
    const { roku, driver } = await open();
    roku.answers.set("/query/device-info", answer);
    await expect(driver.probe(soon())).rejects.toMatchObject({ code: "bad-reply" });
  },
);

test("a device that has said who it is may be busy, and one that forbids control says so at once", async () => {
  const { roku, driver } = await open();
  const forbidden = { status: 403, body: "ECP command not allowed in Limited mode." };
  roku.answers.set("/query/device-info", forbidden);
  await expect(driver.probe(soon())).rejects.toMatchObject({ code: "limited-mode" });
  roku.answers.delete("/query/device-info");
  await driver.probe(soon());
  roku.answers.set("/query/device-info", { status: 503, body: "" });
  await expect(driver.probe(soon())).rejects.toMatchObject({ code: "busy" });
  roku.answers.set("/query/device-info", { status: 404, body: "" });
  await expect(driver.probe(soon())).rejects.toMatchObject({ code: "bad-reply" });
});

const spoiled: [string, string, string | Buffer, string | undefined][] = [
  ["a bare ampersand", "user-device-name", "Tom & Jerry", "Tom & Jerry"],
  ["an entity that nobody knows", "user-device-name", "a &eacute; b", "a &eacute; b"],
  ["a bare angle", "user-device-name", "I <3 TV", "I <3 TV"],
  ["a control character", "user-device-name", "a\u0001b", "a\ufffdb"],
  ["a reference to a surrogate", "user-device-name", "a&#xD800;b", "a\ufffdb"],
  ["a reference to a control character", "user-device-name", "a&#0;b", "a\ufffdb"],
  ["a reference to no character", "user-device-name", "a&#x110000;b", "a\ufffdb"],
  ["a pair of surrogates by reference", "user-device-name", "&#xD83D;&#xDE00;", "😀"],
  ["ISO-8859-1", "user-device-name", Buffer.from("Küche", "latin1"), "Küche"],
  ["UTF-8", "user-device-name", "Küche", "Küche"],
  ["an element in it", "user-device-name", "<b>x</b>", undefined],
  ["another end", "user-device-name", "x</other>", undefined],
  ["character data", "user-device-name", "<![CDATA[a & <b>]]>", "a & <b>"],
];

test.each(spoiled)(
  "a field with %s spoils no other field",
  async (_name, field, content, expected) => {
    const { roku, driver } = await open();
    const [before = "", after = ""] = roku.deviceInfo().split(`<${field}/>`);
    const body = Buffer.concat(
      [`${before}<${field}>`, content, `</${field}>${after}`].map((part) => Buffer.from(part)),
    );
    roku.answers.set("/query/device-info", { status: 200, body });
    const { attributes } = await driver.probe(soon());
    expect(attributes).toMatchObject(itself);
    expect(attributes["x.roku.name"]).toBe(expected);
  },
);

test("a serial number that was damaged is no serial number", async () => {
  const { roku, driver } = await open();
  roku.serial = "X004\u000300A7LDVC";
  const { attributes, keys } = await driver.probe(soon());
  expect(attributes).not.toHaveProperty(["identity.serial"]);
  expect(attributes).toMatchObject({ "model.name": "TCL•Roku TV", "identity.esn": "S00400A7LDVC" });
  expect(keys).toEqual([{ kind: "mac", value: "b0:a7:37:96:4d:fb" }]);
});

test("an entity that the document declares is not expanded", async () => {
  const { roku, driver } = await open();
  const body = `<!DOCTYPE device-info [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
    ${roku
      .deviceInfo()
      .replace(/^<.xml.*/, "")
      .replace("<user-device-name/>", "<user-device-name>&b;</user-device-name>")}`;
  roku.answers.set("/query/device-info", { status: 200, body });
  const { attributes } = await driver.probe(soon());
  expect(attributes).toMatchObject({ ...itself, "x.roku.name": "&b;" });
});
