import type { LinkState } from "@rae/driver";

/** What happens to a link that reconnects. */
export type ReconnectInput =
  | { readonly kind: "opened" }
  /** An attempt failed, or the open wire was lost. */
  | {
      readonly kind: "failed";
      readonly code: "link-unavailable" | "unreachable";
      readonly detail: string;
    }
  /** The delay is over, or something tells that there is now something to open. */
  | { readonly kind: "due" }
  | { readonly kind: "close" };

/**
 * What the one who runs the machine must do. `dial`: start an attempt. `arm`: wait, then give `due`. `settle`: the schedule
 * starts anew once the link has proven itself. `release`: drop wire, attempt and timer.
 */
export type ReconnectEffect = "dial" | "arm" | "settle" | "release";

export interface ReconnectTransition {
  readonly state: LinkState;
  readonly effects: readonly ReconnectEffect[];
}

const stay = (state: LinkState): ReconnectTransition => ({ state, effects: [] });

/**
 * The one table by which every byte link opens, loses and opens again:
 *
 *              opened           failed                due                   close
 *   connecting open, settle     waiting, release+arm  -                     closed, release
 *   open       -                waiting, release+arm  -                     closed, release
 *   waiting    -                -                     connecting, dial      closed, release
 *   closed     -                -                     -                     -
 */
export function reconnect(state: LinkState): (input: ReconnectInput) => ReconnectTransition {
  return (input) => {
    if (state.name === "closed") return stay(state);
    if (input.kind === "close") return { state: { name: "closed" }, effects: ["release"] };
    if (state.name === "waiting") {
      return input.kind === "due"
        ? { state: { name: "connecting" }, effects: ["dial"] }
        : stay(state);
    }
    if (input.kind === "failed") {
      return {
        state: { name: "waiting", code: input.code, detail: input.detail },
        effects: ["release", "arm"],
      };
    }
    return input.kind === "opened" && state.name === "connecting"
      ? { state: { name: "open" }, effects: ["settle"] }
      : stay(state);
  };
}
