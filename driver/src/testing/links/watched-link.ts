import type { LinkKind, Links } from "../../link.ts";

/** A link as a driver sees it, and what the driver does with it. */
export interface WatchedLink<Needs extends LinkKind> {
  readonly link: Links[Needs];
  /** Times that the driver asked for something to be sent or run. */
  readonly calls: number;
  /** Listeners that it has not stopped. */
  readonly listeners: number;
}

const sending: readonly PropertyKey[] = ["write", "request", "send", "run"];
const listening: readonly PropertyKey[] = ["onBytes", "onState", "onDatagram"];

/** Counts what a driver does with a link. */
export function watchLink<Needs extends LinkKind>(link: Links[Needs]): WatchedLink<Needs> {
  let calls = 0;
  let listeners = 0;
  const watched = new Proxy(link, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...given: readonly unknown[]) => {
        if (sending.includes(name)) calls += 1;
        const result: unknown = Reflect.apply(member, target, given);
        if (!listening.includes(name) || typeof result !== "function") return result;
        listeners += 1;
        let stopped = false;
        return () => {
          if (!stopped) listeners -= 1;
          stopped = true;
          Reflect.apply(result, undefined, []);
        };
      };
    },
  });
  return {
    link: watched,
    get calls() {
      return calls;
    },
    get listeners() {
      return listeners;
    },
  };
}
