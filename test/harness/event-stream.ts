/** One event of `GET /v1/events`. */
export interface StreamedEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Opens the event stream of an api; resolves when it has begun, so that whatever happens from then on is in it.
 * @throws Error for any status but success; the iteration throws when `signal` aborts.
 */
export async function openEventStream(
  url: string,
  token: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<StreamedEvent, void>> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers, signal });
  const { ok, status, body } = response;
  if (!ok || body === null) throw new Error(`${url}: ${status}`);
  return eventsOf(body);
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamedEvent, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = fieldOf(block, "data");
      if (data === undefined) continue;
      yield { event: fieldOf(block, "event") ?? "message", data: JSON.parse(data) };
    }
  }
}

function fieldOf(block: string, name: string): string | undefined {
  const line = block.split("\n").find((each) => each.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}
