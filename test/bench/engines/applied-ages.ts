import type { FleetView, ViewBatch } from "@rae/control-plane";

/** Notes how old each event is at the moment at which its device can be read from the view. */
export class AppliedAges {
  readonly view: FleetView;
  #agesMs: number[] = [];

  constructor(view: FleetView) {
    const note = (batch: ViewBatch) => {
      const nowMs = Date.now();
      for (const { receivedAtMs } of batch.devices) this.#agesMs.push(nowMs - receivedAtMs);
    };
    this.view = new Proxy(view, {
      get(target, name) {
        const member = Reflect.get(target, name, target) as unknown;
        if (typeof member !== "function") return member;
        if (name !== "apply") return member.bind(target);
        return async (batch: ViewBatch) => {
          await target.apply(batch);
          note(batch);
        };
      },
    });
  }

  /** The ages since the call before, in milliseconds. */
  take(): readonly number[] {
    const taken = this.#agesMs;
    this.#agesMs = [];
    return taken;
  }
}
