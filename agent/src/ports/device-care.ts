/** What a device needs between two holders. When it is asked, commands of the lease that is over have ended or were given up. */
export interface DeviceCare {
  /**
   * After a lease, or at a start for a device that had not been cared for since its lease: cleans it, then checks it. Resolves when
   * the device may be handed out; rejects with RaeError `quarantined`. Called for a device once at a time.
   */
  afterLease(sessionId: string, signal: AbortSignal): Promise<void>;
  /**
   * Resolves at once if the device may be handed out now, and waits while it is cleaned or checked; rejects with RaeError
   * `quarantined`.
   */
  ready(sessionId: string, signal: AbortSignal): Promise<void>;
  /** Whether the device is being cleaned or checked at this moment and shows so; one in quarantine shows that instead. */
  isUnderWay(sessionId: string): boolean;
}
