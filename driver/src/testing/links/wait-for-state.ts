import type { ByteLink, LinkState } from "../../link.ts";

/** Resolves when the link is in the state, now or next. */
export function waitForState(link: ByteLink, name: LinkState["name"]): Promise<LinkState> {
  return new Promise((resolve) => {
    if (link.state.name === name) {
      resolve(link.state);
      return;
    }
    const stop = link.onState((state) => {
      if (state.name !== name) return;
      stop();
      resolve(state);
    });
  });
}
