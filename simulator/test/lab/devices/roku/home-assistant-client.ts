import { parseXml, type XmlElement } from "@rgrove/parse-xml";

/** What Home Assistant shows of a Roku after one update. */
export interface HomeAssistantView {
  readonly info: ReadonlyMap<string, string>;
  readonly isStandby: boolean;
  readonly app: { readonly id: string | undefined; readonly name: string };
  readonly apps: readonly string[];
  readonly channels: readonly string[];
  readonly channel: ReadonlyMap<string, string> | undefined;
  readonly media: { readonly state: string; readonly durationS: number } | undefined;
}

/**
 * Asks a Roku what Home Assistant's client asks it (rokuecp 0.19.5), in its order, and demands what it demands: every answer a 2xx,
 * documents as `text/xml` with the root that it looks for. Written anew in our words; by hand the client itself was run as well.
 */
export class HomeAssistantClient {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  async update(): Promise<HomeAssistantView> {
    const info = fieldsOf(await this.#document("device-info", "device-info"));
    const isStandby = info.get("power-mode") !== "PowerOn";
    const active = isStandby ? undefined : await this.#document("active-app", "active-app");
    const app = active === undefined ? undefined : childrenOf(active, "app")[0];
    const id = app?.attributes.id;
    const isApp = id !== undefined && !id.startsWith("tvinput");
    const media = isApp ? await this.#document("media-player", "player") : undefined;
    const tuned =
      id === "tvinput.dtv" ? await this.#document("tv-active-channel", "tv-channel") : undefined;
    const apps = childrenOf(await this.#document("apps", "apps"), "app");
    const channels =
      info.get("is-tv") === "true"
        ? childrenOf(await this.#document("tv-channels", "tv-channels"), "channel")
        : [];
    const channel = tuned === undefined ? undefined : childrenOf(tuned, "channel")[0];
    return {
      info,
      isStandby,
      app: { id, name: app?.text ?? "" },
      apps: apps.map((each) => each.text),
      channels: channels.map((each) => fieldsOf(each).get("number") ?? "0"),
      channel: channel === undefined ? undefined : fieldsOf(channel),
      media: media === undefined ? undefined : mediaOf(media),
    };
  }

  async icon(id: string): Promise<string | null> {
    return (await this.#ask("GET", `/query/icon/${id}`)).headers.get("content-type");
  }

  async remote(key: string): Promise<void> {
    await this.#ask("POST", key === "Search" ? "/search/browse" : `/keypress/${key}`);
  }

  /** It encodes as forms do: a space is a plus. */
  async literal(text: string): Promise<void> {
    for (const char of text) {
      const encoded = encodeURIComponent(char).replaceAll("%20", "+");
      await this.#ask("POST", `/keypress/Lit_${encoded}`);
    }
  }

  async search(keyword: string): Promise<void> {
    await this.#ask("POST", `/search/browse?${new URLSearchParams({ keyword })}`);
  }

  async tune(channel: string): Promise<void> {
    const query = new URLSearchParams({ ch: channel, chan: channel, lcn: channel });
    await this.#ask("POST", `/launch/tvinput.dtv?${query}`);
  }

  async launch(id: string, parameters: Record<string, string> = {}): Promise<void> {
    await this.#ask("POST", `/launch/${id}?${new URLSearchParams(parameters)}`);
  }

  async playUrl(url: string): Promise<void> {
    await this.#ask("POST", `/input/15985?${new URLSearchParams({ t: "v", u: url })}`);
  }

  async #document(path: string, root: string): Promise<XmlElement> {
    const response = await this.#ask("GET", `/query/${path}`);
    const type = response.headers.get("content-type") ?? "";
    const found = parseXml(await response.text()).root;
    if (!/(application|text)\/xml/.test(type) || found?.name !== root) {
      throw new Error(`/query/${path} is no ${root}`);
    }
    return found;
  }

  async #ask(method: string, path: string): Promise<Response> {
    const headers = { accept: "application/xml, text/xml, text/plain, */*" };
    const response = await fetch(`${this.#base}${path}`, { method, headers });
    if (!response.ok) throw new Error(`${method} ${path} is answered ${response.status}`);
    return response;
  }
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  const elements = element.children.filter((node): node is XmlElement => node.type === "element");
  return elements.filter((child) => child.name === name);
}

function fieldsOf(element: XmlElement): ReadonlyMap<string, string> {
  const elements = element.children.filter((node): node is XmlElement => node.type === "element");
  return new Map(elements.map((child) => [child.name, child.text]));
}

/** Only a player that plays or pauses has media; its times are whole milliseconds with their unit. */
function mediaOf(player: XmlElement): { state: string; durationS: number } | undefined {
  const { state = "" } = player.attributes;
  if (state !== "play" && state !== "pause") return undefined;
  const text = fieldsOf(player).get("duration")?.replace("ms", "").trim() ?? "0";
  return { state, durationS: Math.floor(Number.parseInt(text, 10) / 1000) };
}
