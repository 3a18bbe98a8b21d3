import type { BoxEvent } from "@rae/protocol";
import type { SessionResync } from "../../src/core/session-resync.ts";
import { sampleEvents as events, sampleAttributes } from "../../src/testing/sample-events.ts";

/** What can happen to a box. */
export const lifeSteps = [
  "attach",
  "attach",
  "change",
  "change",
  "change",
  "snapshot",
  "detach",
  "reconnect",
  "stop",
  "empty registry",
] as const;
export type LifeStep = (typeof lifeSteps)[number];

interface Session {
  readonly sessionId: string;
  revision: number;
  value: number;
}

/** An honest box: its registry, and everything that it tells, in the order of the log. */
export class BoxLife {
  readonly told: BoxEvent[] = [];
  readonly everySession: string[] = [];
  #sessions: Session[] = [];
  #registry = 1;
  #connection = 0;
  #sequence = 0;
  #turn = 0;

  constructor() {
    this.take("reconnect");
  }

  take(step: LifeStep): void {
    this.#turn += 1;
    const session = this.#sessions[this.#turn % Math.max(1, this.#sessions.length)];
    switch (step) {
      case "attach":
        this.#attach();
        break;
      case "change":
        if (session !== undefined) this.#change(session);
        break;
      case "snapshot":
        if (session !== undefined) {
          this.told.push(
            events.snapshot({ ...this.#next(session), attributes: attributesOf(session) }),
          );
        }
        break;
      case "detach":
        if (session !== undefined) this.#detach(session);
        break;
      case "reconnect":
        this.#connect();
        break;
      case "stop":
        this.told.push(events.lost({ ...this.#origin(0), reason: "stopped" }));
        break;
      case "empty registry":
        this.#registry += 1;
        this.#sequence = 0;
        this.#connection = 0;
        this.#sessions = [];
        this.#connect();
    }
  }

  /** Does as a resync asks. */
  answer({ sessionId, haveRevision, sessionEnded }: SessionResync): void {
    const session = this.#sessions.find((each) => each.sessionId === sessionId);
    if (session === undefined) return;
    if (sessionEnded) {
      this.#detach(session);
      this.#attach();
      return;
    }
    session.revision = Math.max(session.revision, haveRevision) + 1;
    this.told.push(events.snapshot({ ...this.#next(session), attributes: attributesOf(session) }));
  }

  /** The registry's own sessions, by id. */
  openSessions() {
    return this.#sessions
      .map(({ sessionId, revision, value }) => ({
        ...{ sessionId, revision, stale: false },
        values: { "x.value": String(value) },
      }))
      .sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
  }

  #connect(): void {
    this.#connection += 1;
    this.told.push(events.birth(this.#origin(0)));
    const sessions = this.#sessions.map(({ sessionId, revision }) => ({ sessionId, revision }));
    this.told.push(events.roster({ ...this.#origin(this.#nextSequence()), sessions }));
  }

  #attach(): void {
    const session = { sessionId: `session-${this.everySession.length}`, revision: 1, value: 0 };
    this.#sessions.push(session);
    this.everySession.push(session.sessionId);
    this.told.push(events.attached({ ...this.#next(session), attributes: attributesOf(session) }));
  }

  #change(session: Session): void {
    session.revision += 1;
    session.value += 1;
    this.told.push(events.changed({ ...this.#next(session), attributes: attributesOf(session) }));
  }

  #detach(session: Session): void {
    session.revision += 1;
    this.#sessions = this.#sessions.filter((each) => each !== session);
    this.told.push(events.detached(this.#next(session)));
  }

  #next({ sessionId, revision }: Session) {
    return { ...this.#origin(this.#nextSequence()), sessionId, revision };
  }

  #nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #origin(sequence: number) {
    return { registryId: `registry-${this.#registry}`, connection: this.#connection, sequence };
  }
}

function attributesOf(session: Session) {
  return sampleAttributes({ "x.value": String(session.value) });
}
