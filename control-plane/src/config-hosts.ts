/**
 * A copy in which IPv6 addresses under `host`, and among `serverNames`, stand without the brackets that they have in a URL: where a
 * port has a place of its own, people write them either way.
 */
export function withBareHosts(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (name === "host" && typeof inner === "string") return [name, bare(inner)];
      if (name === "serverNames" && Array.isArray(inner)) {
        return [name, inner.map((each) => (typeof each === "string" ? bare(each) : each))];
      }
      return [name, inside(inner)];
    }),
  );
}

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value !== "object" || value === null) return value;
  return withBareHosts(value as Record<string, unknown>);
}

function bare(host: string): string {
  return host.replace(/^\[([0-9a-fA-F:.]+)\]$/, "$1");
}
