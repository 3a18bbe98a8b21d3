import type { Api } from "./api-context.ts";

/** Which methods a path knows, so that a wrong method is told apart from a wrong path. */
export class RouteTable {
  readonly #routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** Must be called before routes are added. */
  constructor(app: Api) {
    app.addHook("onRoute", ({ url, method }) => {
      const path = url.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
      const pattern = new RegExp(`^${path.replace(/:[^/]+/g, "[^/]+").replace("*", ".*")}$`);
      this.#routes.push({ pattern, methods: [method].flat() });
    });
  }

  methodsOf(path: string): readonly string[] {
    const found = this.#routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => methods))].sort();
  }
}
