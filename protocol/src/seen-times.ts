/** When a box last saw what its sessions show, all times by its own clock. An unchanged value makes no event; this says that it was seen again. */
export interface SeenTimes {
  /** When this was made. What the box itself decides (`isBoxAttribute`) was seen now, unless `others` names it. */
  readonly atMs: number;
  /** A session that is missing here was not seen again, as far as is known. */
  readonly sessions: readonly SessionSeen[];
}

/** When one session's attributes were last seen. */
export interface SessionSeen {
  /** A UUID. */
  readonly sessionId: string;
  /** The times are those of the attributes as of this revision. */
  readonly revision: number;
  /** At most `SeenTimes.atMs`; of all attributes but those that `others` names. */
  readonly seenAtMs: number;
  readonly others: readonly SeenOthers[];
}

/** Attributes of a session that were last seen at a time of their own, such as facts that a device tells only once. */
export interface SeenOthers {
  readonly names: readonly string[];
  /** At most `SeenTimes.atMs`. */
  readonly seenAtMs: number;
}
