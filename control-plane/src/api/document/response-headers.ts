type Header = Readonly<Record<string, unknown>>;

const text = (description: string, example: string): Header => ({
  description,
  schema: { type: "string" },
  example,
});

const components: Readonly<Record<string, Header>> = {
  "X-Request-Id": text(
    "names the request in logs and problems; a client's own (1 to 64 of `A-Za-z0-9._-`) is kept",
    "job-7.1",
  ),
  "WWW-Authenticate": text("how to say who one is", 'Bearer realm="rae"'),
  "Retry-After": {
    description: "seconds to wait before the request is sent again; only if that may help",
    schema: { type: "integer", minimum: 0 },
    example: 1,
  },
  "Accept-Post": text("the media type that is taken", "application/json"),
  "Accept-Encoding": text("the encoding of bodies that is taken", "identity"),
};

const byStatus: Readonly<Record<string, readonly string[]>> = {
  401: ["WWW-Authenticate"],
  415: ["Accept-Post", "Accept-Encoding"],
  429: ["Retry-After"],
  503: ["Retry-After"],
};

/** Headers of answers that are the same for all routes. */
export const responseHeaders = {
  components,
  /** Those of a status, each as a reference. */
  of(status: string, isProblem: boolean): Readonly<Record<string, Header>> {
    const own = isProblem ? (byStatus[status] ?? []) : [];
    return Object.fromEntries(
      ["X-Request-Id", ...own].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
    );
  },
} as const;
