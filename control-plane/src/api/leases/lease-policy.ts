import { type Static, Type } from "typebox";

const dayMs = 86_400_000;

/** What clients may ask for. */
export const leasePolicySchema = Type.Object(
  {
    ttlMaxMs: Type.Integer({
      minimum: 5_000,
      maximum: 7 * dayMs,
      default: 3_600_000,
      description: "time of a lease until it has to be renewed",
    }),
    totalMaxMs: Type.Integer({
      minimum: 5_000,
      maximum: 30 * dayMs,
      default: 43_200_000,
      description: "a lease cannot be renewed beyond this time after it was granted",
    }),
    waitMaxMs: Type.Integer({
      minimum: 0,
      maximum: 7 * dayMs,
      default: 3_600_000,
      description: "in the queue",
    }),
    openMax: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: 10_000,
      description: "leases in the queue; those beyond are refused",
    }),
  },
  { additionalProperties: false, default: {} },
);
export type LeasePolicy = Static<typeof leasePolicySchema>;

export const defaultLeasePolicy: LeasePolicy = {
  ttlMaxMs: 3_600_000,
  totalMaxMs: 43_200_000,
  waitMaxMs: 3_600_000,
  openMax: 10_000,
};
