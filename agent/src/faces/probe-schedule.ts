/** After a failure the next probe comes sooner, so that a loss is told after one more answer that did not come. */
const retryShare = 0.2;
/** An interval has so many moments at which faces may be asked. */
const momentsOfInterval = 15;
/**
 * Faces of one moment before the next is used. Those that are asked together cost less than those that each wake the process; with more at
 * once, their buffers would take a megabyte more.
 */
const facesOfMoment = 16;
/** Has no divisor in common with the number of moments, so that those in use lie apart. */
const stride = 7;

/** When in each interval a face is asked. */
export interface ProbeMoment {
  /** From 0 to 1 of the interval. */
  readonly share: number;
  /** The face is no more. To be called once. */
  leave(): void;
}

/** Gives the faces of a box their moments: few, so that the process seldom wakes. */
export class ProbeMoments {
  readonly #faces = Array.from({ length: momentsOfInterval }, () => 0);

  join(): ProbeMoment {
    const faces = this.#faces;
    const free = faces.findIndex((count) => count < facesOfMoment);
    const index = free < 0 ? faces.indexOf(Math.min(...faces)) : free;
    const add = (change: number) => {
      faces[index] = (faces[index] ?? 0) + change;
    };
    add(1);
    const share = ((index * stride) % momentsOfInterval) / momentsOfInterval;
    return { share, leave: () => add(-1) };
  }
}

/**
 * How long until the next probe of a face that is probed every `probeMs`: from moment to moment exactly that, and after a probe out of turn
 * between a fifth and six fifths of it.
 */
export function probeDelayMs({
  probeMs,
  isWell,
  share,
  nowMs,
}: {
  readonly probeMs: number;
  /** Whether the last probe was answered, by a device that is awake. */
  readonly isWell: boolean;
  /** Of its moment. */
  readonly share: number;
  readonly nowMs: number;
}): number {
  const soonMs = nowMs + probeMs * retryShare;
  const stepMs = isWell ? probeMs : probeMs / momentsOfInterval;
  const steps = (soonMs - share * probeMs) / stepMs;
  const dueMs = share * probeMs + (isWell ? Math.ceil(steps) : Math.round(steps)) * stepMs;
  return Math.max(0, dueMs - nowMs);
}
