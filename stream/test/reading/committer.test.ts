import { ManualClock } from "@rae/kit/testing";
import {
  type AssignedPosition,
  Committer,
  type OffsetCommit,
  RecordLogUnavailable,
  type TopicPartition,
} from "@rae/stream";
import { beforeEach, describe, expect, it } from "vitest";

const events0 = { topic: "events", partition: 0 };
const events1 = { topic: "events", partition: 1 };
const backoff = { initialMs: 100, maxMs: 1_000, factor: 2, jitter: 0 };

describe("the committer", () => {
  let clock: ManualClock;
  let requests: (readonly OffsetCommit[])[];
  let answer: () => Promise<readonly TopicPartition[]>;
  let lost: TopicPartition[];
  let failures: unknown[];
  let observed: string[];
  let committer: Committer;
  let first: AssignedPosition;
  let second: AssignedPosition;
  beforeEach(() => {
    clock = new ManualClock();
    requests = [];
    answer = async () => [];
    lost = [];
    failures = [];
    observed = [];
    committer = new Committer({
      clock,
      backoff,
      commit: (offsets) => {
        requests.push(offsets);
        return answer();
      },
      onLost: (partitions) => lost.push(...partitions),
      onFailure: (error) => failures.push(error),
      observer: {
        onFetch: () => {},
        onCommit: (partitions, sizeBytes) => observed.push(`${partitions}:${sizeBytes}`),
        onRetry: (what) => observed.push(`retry ${what}`),
      },
    });
    first = committer.assign(events0, 0);
    second = committer.assign(events1, 50);
  });

  it("commits all partitions in one request a second after the first record", async () => {
    committer.handled(first, 3, 3);
    await clock.advance(500);
    committer.handled(second, 60, 10);
    await clock.advance(499);
    expect(requests).toEqual([]);
    await clock.advance(1);
    expect(requests).toEqual([
      [
        { ...events0, offset: 3 },
        { ...events1, offset: 60 },
      ],
    ]);
    expect(committer.committedOffset(second)).toBe(60);
    await clock.advance(5_000);
    expect(requests).toHaveLength(1);
  });

  it("commits at once after a thousand records", async () => {
    committer.handled(first, 999, 999);
    await clock.advance(0);
    expect(requests).toEqual([]);
    committer.handled(second, 51, 1);
    await clock.advance(0);
    expect(requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it("has one request under way at a time and commits what came meanwhile with the next", async () => {
    const pending = Promise.withResolvers<readonly TopicPartition[]>();
    answer = () => pending.promise;
    committer.handled(first, 1_000, 1_000);
    committer.handled(first, 2_000, 1_000);
    await clock.advance(0);
    expect(requests).toEqual([[{ ...events0, offset: 1_000 }]]);
    answer = async () => [];
    pending.resolve([]);
    await clock.advance(0);
    expect(requests).toHaveLength(2);
    expect(committer.committedOffset(first)).toBe(2_000);
  });

  it("makes a failed request again, after a backoff, with what was handled since", async () => {
    answer = () => Promise.reject(new RecordLogUnavailable("away"));
    committer.handled(first, 1_000, 1_000);
    await clock.advance(0);
    committer.handled(first, 1_001, 1);
    answer = async () => [];
    await clock.advance(100);
    expect(requests).toEqual([[{ ...events0, offset: 1_000 }], [{ ...events0, offset: 1_001 }]]);
    expect(failures).toEqual([]);
    expect(observed).toEqual(["retry commit", "1:18"]);
  });

  it("tells of a failure that will not pass, and does not repeat it", async () => {
    answer = () => Promise.reject(new Error("damaged"));
    committer.handled(first, 1_000, 1_000);
    await clock.advance(10_000);
    expect(failures).toEqual([new Error("damaged")]);
    expect(requests).toHaveLength(1);
  });

  it("commits nothing for a partition that is not assigned any more", async () => {
    committer.handled(first, 5, 5);
    committer.unassign(first);
    committer.handled(first, 9, 4);
    await clock.advance(1_000);
    expect(requests).toEqual([]);
    expect(committer.committedOffset(first)).toBeUndefined();
  });

  it("forgets a partition that the log says is another's, and tells of it", async () => {
    answer = async () => [events0];
    committer.handled(first, 5, 5);
    committer.handled(second, 60, 10);
    await clock.advance(1_000);
    expect(lost).toEqual([first]);
    expect(committer.committedOffset(first)).toBeUndefined();
    expect(committer.committedOffset(second)).toBe(60);
    await clock.advance(5_000);
    expect(requests).toHaveLength(1);
  });

  it("flushes what was handled before, also behind a request under way", async () => {
    const pending = Promise.withResolvers<readonly TopicPartition[]>();
    answer = () => pending.promise;
    committer.handled(first, 1_000, 1_000);
    committer.handled(second, 70, 20);
    const flushed = committer.flush(new AbortController().signal);
    answer = async () => [];
    pending.resolve([]);
    await flushed;
    expect(committer.committedOffset(first)).toBe(1_000);
    expect(committer.committedOffset(second)).toBe(70);
  });

  it("gives up a flush with its signal and goes on trying", async () => {
    answer = () => Promise.reject(new RecordLogUnavailable("away"));
    committer.handled(first, 5, 5);
    const deadline = new AbortController();
    const flushed = committer.flush(deadline.signal);
    deadline.abort(new Error("too late"));
    await expect(flushed).rejects.toThrow("too late");
    answer = async () => [];
    await clock.advance(100);
    expect(committer.committedOffset(first)).toBe(5);
  });

  it("leaves no timer and makes no request once stopped", async () => {
    committer.handled(first, 5, 5);
    committer.stop();
    committer.handled(first, 6, 1);
    expect(clock.pending).toBe(0);
    committer.handled(first, 1_006, 1_000);
    await clock.advance(10_000);
    expect(requests).toEqual([]);
    expect(failures).toEqual([]);
  });

  it("takes nothing from a late answer to a commit of the assignment before", async () => {
    const late = Promise.withResolvers<readonly TopicPartition[]>();
    answer = () => late.promise;
    committer.handled(first, 1_000, 1_000);
    committer.unassign(first);
    const again = committer.assign(events0, 1_000);
    answer = async () => [];
    late.resolve([events0]);
    await clock.advance(0);
    expect(lost).toEqual([]);
    committer.handled(again, 1_001, 1);
    await clock.advance(1_000);
    expect(committer.committedOffset(again)).toBe(1_001);
  });

  it("does not take a late success for one of the assignment after", async () => {
    const late = Promise.withResolvers<readonly TopicPartition[]>();
    answer = () => late.promise;
    committer.handled(first, 1_000, 1_000);
    committer.unassign(first);
    const again = committer.assign(events0, 40);
    late.resolve([]);
    await clock.advance(0);
    expect(committer.committedOffset(again)).toBe(40);
  });

  it("takes nothing that a handler of the assignment before says late", async () => {
    committer.unassign(first);
    const again = committer.assign(events0, 40);
    committer.handled(first, 90, 50);
    await clock.advance(1_000);
    expect(requests).toEqual([]);
    expect(committer.committedOffset(again)).toBe(40);
  });

  it("commits a lower offset for a position that was corrected, and goes on from there", async () => {
    committer.correct(second, 3);
    await clock.advance(0);
    expect(requests).toEqual([[{ ...events1, offset: 3 }]]);
    expect(committer.committedOffset(second)).toBe(3);
    committer.handled(second, 4, 1);
    await clock.advance(1_000);
    expect(requests.at(-1)).toEqual([{ ...events1, offset: 4 }]);
  });
});
