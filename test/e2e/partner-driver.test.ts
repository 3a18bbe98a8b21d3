import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { buildAgent } from "../harness/built-agent.ts";
import { guideFiles, install, openPartner, type Partner } from "../harness/partner.ts";
import { agentProgram, controlPlaneProgram } from "../harness/programs.ts";
import { RestClient } from "../harness/rest-client.ts";

// Each builds, installs or compiles, which a busy machine does slowly.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const stack = new CloseStack();
let partner: Partner;

beforeAll(() => {
  partner = openPartner();
  stack.push("partner", () => partner.remove());
});
afterAll(() => stack.close());

test("the package holds JavaScript, declarations and documents, and needs typebox alone", () => {
  const { files } = partner.driverPackage;
  expect(files).toEqual(
    expect.arrayContaining(["index.js", "index.d.ts", "testing.js", "http.js"]),
  );
  expect(files).toEqual(expect.arrayContaining(["README.md", "driver-guide.md", "LICENSE"]));
  expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
  const installed = join(partner.folder, "node_modules", "@rae", "driver", "package.json");
  expect(JSON.parse(readFileSync(installed, "utf8")).dependencies).toEqual({
    typebox: expect.any(String),
  });
});

test("tsc accepts the guide's driver by the declarations, and refuses a result that no contract allows", () => {
  expect(partner.run("tsc", "--noEmit")).toEqual({ status: 0, output: "" });
  const path = join(partner.folder, "src", "acme-switch.ts");
  const source = readFileSync(path, "utf8");
  writeFileSync(path, source.replace("result: { state }", 'result: { state: "hot" }'));
  const refused = partner.run("tsc", "--noEmit");
  writeFileSync(path, source);
  expect(refused.output).toMatch(/^src\/acme-switch\.ts\(\d+,\d+\): error/);
  expect(refused.output).toContain("The types of 'result.state' are incompatible");
});

test("the guide's driver passes the conformance suite and its own tests", () => {
  const { status, output } = partner.run("vitest", "run", "src", "--reporter=verbose");
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(output).toContain("acme-switch: every command to a frozen device ends with its signal");
  expect(output).toContain("power on is confirmed by reading back");
});

/** The Acme switch of the guide on a TCP socket, by its manual. */
async function openSwitch() {
  let state = "OFF";
  const answers: Readonly<Record<string, () => string>> = {
    ID: () => "model=PS-2 serial=4711 firmware=1.4",
    "POWER ?": () => `POWER ${state}`,
    "POWER ON": () => {
      state = "ON";
      return "OK";
    },
  };
  const server = createServer((socket) => {
    let received = "";
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      const lines = `${received}${bytes}`.split("\r");
      received = lines.pop() ?? "";
      for (const line of lines) socket.write(`${answers[line]?.() ?? "WHAT"}\r\n`);
    });
    stack.push("socket", () => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.push("switch", () => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, state: () => state };
}

test("an agent loads the driver by the name of its package, and runs its commands", async () => {
  const device = await openSwitch();
  const controlPlane = controlPlaneProgram(join(partner.folder, "..", "control-plane"));
  stack.push("control plane", () => controlPlane.stop());
  await controlPlane.start();
  controlPlane.issueCertificate("box-1");
  const box = join(partner.folder, "..", "box");
  const agent = agentProgram(controlPlane, "box-1", box, buildAgent());
  stack.push("agent", () => agent.stop());
  mkdirSync(box, { recursive: true });
  install(box, [partner.pack(), partner.driverPackage]);
  const place = { host: "127.0.0.1", port: device.port };
  agent.configure({
    drivers: ["acme-rae-driver"],
    static: [{ driver: "acme-switch", link: { kind: "tcp", ...place } }],
    devices: [{ asset: "switch", tcp: `127.0.0.1:${device.port}` }],
  });
  await agent.start();
  const rest = new RestClient(controlPlane.url, controlPlane.token);
  const shown = await rest.deviceThat("switch", ({ state }) => state === "online");
  expect(shown.capabilities).toEqual(["info", "power"]);
  expect(shown.attributes["identity.serial"]?.value).toBe("4711");
  const switched = await rest.run("switch", "power", "on");
  expect(switched).toMatchObject({ state: "succeeded", result: { state: "on" } });
  expect(device.state()).toBe("ON");
  const refused = await rest.run("switch", "power", "off");
  expect(refused).toMatchObject({ state: "failed", error: { code: "refused", fault: "device" } });
});

test("the guide names the driver as the agent's configuration does", () => {
  const example = guideFiles().get("agent.yaml") ?? "";
  expect(example).toContain("drivers: [acme-rae-driver]");
  expect(example).toContain("driver: acme-switch");
});
