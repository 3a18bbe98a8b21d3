/** A channel of the tuner, as a scan has found it. */
export interface TvChannel {
  /** `1.1`, as viewers give it. */
  readonly number: string;
  readonly name: string;
  readonly isHidden: boolean;
  readonly program: string;
}

export const tvChannels: readonly TvChannel[] = [
  { number: "2.1", name: "News", isHidden: false, program: "Headlines & Weather" },
  { number: "2.2", name: "Films", isHidden: false, program: "The Late Feature" },
  { number: "7.1", name: "Sport", isHidden: false, program: "Live Football" },
  { number: "14.3", name: "Test card", isHidden: true, program: "Test card" },
];
