import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface ScriptedAnswer {
  readonly status: number;
  readonly body: string | Uint8Array;
}

/** A Roku as its developer guide describes it; every field may be changed by a test. */
export class ScriptedRoku {
  readonly received: string[] = [];
  powerMode = "PowerOn";
  settingMode = "enabled";
  serial = "X00400A7LDVC";
  isTelevision = true;
  activeApp: string | undefined;
  isFrozen = false;
  /** Refuses keys and starts as Limited mode does, whatever the setting says. */
  forbids = false;
  /** Takes commands and does nothing. */
  ignores = false;
  /** The answer to a path, in place of the usual one. */
  readonly answers = new Map<string, ScriptedAnswer | "silence" | "hang-up">();
  readonly apps = new Map([
    ["12", "Netflix"],
    ["837", "YouTube"],
  ]);
  /** Called when an answer is out. */
  onAnswered: (line: string) => void = () => {};
  port = 0;
  readonly #server = createServer((request, response) => this.#take(request, response));

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.port, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    this.port = address.port;
  }

  /** Leaves the network. */
  async leave(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "";
    this.received.push(`${request.method} ${path}`);
    if (this.isFrozen) return;
    const answer = this.answers.get(path) ?? this.#answer(request.method ?? "", path);
    if (answer === "silence") return;
    if (answer === "hang-up") {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": "text/xml; charset=utf-8" });
    response.end(answer.body, () => this.onAnswered(`${request.method} ${path}`));
  }

  #answer(method: string, path: string): { readonly status: number; readonly body: string } {
    if (path === "/query/device-info") return { status: 200, body: this.deviceInfo() };
    if (path === "/query/active-app") return { status: 200, body: this.#activeAppXml() };
    if (path === "/query/apps") return { status: 200, body: this.#appsXml() };
    if (method !== "POST") return { status: 404, body: "" };
    if (this.forbids) return { status: 403, body: "ECP command not allowed in Limited mode." };
    const launched = /^\/launch\/([^?]+)/.exec(path)?.[1];
    if (launched !== undefined && !this.apps.has(launched)) return { status: 404, body: "" };
    if (!this.ignores) this.#act(path, launched);
    return { status: 200, body: "" };
  }

  #act(path: string, launched: string | undefined): void {
    if (launched !== undefined) this.activeApp = launched;
    if (path === "/keypress/PowerOff") this.powerMode = "DisplayOff";
    if (path === "/keypress/PowerOn") this.powerMode = "PowerOn";
    if (path === "/keypress/Home") this.activeApp = undefined;
  }

  deviceInfo(): string {
    return `<?xml version="1.0" encoding="UTF-8" ?>
<device-info>
  <udn>015e5108-9000-1046-8035-b0a737964dfb</udn>
  <serial-number>${this.serial}</serial-number>
  <device-id>S00400A7LDVC</device-id>
  <vendor-name>TCL</vendor-name>
  <model-name>65R625</model-name>
  <friendly-model-name>TCL&#x2022;Roku TV</friendly-model-name>
  <model-number>A113X</model-number>
  <is-tv>${this.isTelevision}</is-tv>
  <wifi-mac>B0:A7:37:96:4D:FA</wifi-mac>
  <ethernet-mac>B0:A7:37:96:4D:FB</ethernet-mac>
  <network-type>ethernet</network-type>
  <user-device-name/>
  <software-version>14.1.4</software-version>
  <software-build>7708</software-build>
  <power-mode>${this.powerMode}</power-mode>
  <ecp-setting-mode>${this.settingMode}</ecp-setting-mode>
</device-info>
`;
  }

  #activeAppXml(): string {
    const id = this.activeApp;
    const app =
      id === undefined
        ? "<app>Roku</app>"
        : `<app id="${id}" type="appl" version="4.1.218">${this.apps.get(id)}</app>`;
    return `<?xml version="1.0" encoding="UTF-8" ?>\n<active-app>\n\t${app}\n</active-app>\n`;
  }

  #appsXml(): string {
    const apps = [...this.apps].map(
      ([id, name]) => `<app id="${id}" type="appl" version="4.1.218">${name}</app>`,
    );
    return `<?xml version="1.0" encoding="UTF-8" ?>\n<apps>${apps.join("\n")}</apps>\n`;
  }
}
