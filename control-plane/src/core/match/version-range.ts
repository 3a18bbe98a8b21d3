import { compareNumbers, compareVersions, parseVersion, type Version } from "./version.ts";

/** Comparators that must all hold: `>=11.5 <12`. */
export interface VersionRange {
  /** As it was written. */
  readonly text: string;
  readonly comparators: readonly Comparator[];
}

interface Comparator {
  readonly operator: Operator;
  readonly bound: Version;
  /** The bound for an attribute that is a number; NaN if it is not one. */
  readonly value: number;
}

const operators = {
  ">=": (order: number) => order >= 0,
  "<=": (order: number) => order <= 0,
  ">": (order: number) => order > 0,
  "<": (order: number) => order < 0,
  "=": (order: number) => order === 0,
} as const;
type Operator = keyof typeof operators;

const comparator = /\s*(>=|<=|>|<|=)\s*([^\s<>=]+)\s*/y;

/** Whether a text is meant as a range: it begins with a comparison. */
export function looksLikeRange(text: string): boolean {
  return /^\s*[<>=]/.test(text);
}

/** Undefined if the text is not comparators and nothing else, each with a version. */
export function parseVersionRange(text: string): VersionRange | undefined {
  const comparators: Comparator[] = [];
  let at = 0;
  while (at < text.length) {
    comparator.lastIndex = at;
    const [whole, operator, written] = comparator.exec(text) ?? [];
    if (whole === undefined || !isOperator(operator) || written === undefined) return undefined;
    const bound = parseVersion(written);
    if (bound === undefined) return undefined;
    comparators.push({ operator, bound, value: Number(written) });
    at += whole.length;
  }
  return comparators.length === 0 ? undefined : { text, comparators };
}

/**
 * Whether a value lies in the range: a text as a version, a number as a number. A bound without a suffix is compared by the
 * number alone: makers write builds there, so that `=11.5.0` holds for `11.5.0 build 4235`, and `<12` does not for `12.0-rc1`.
 */
export function isInRange(range: VersionRange, value: string | number): boolean {
  if (typeof value === "number") {
    return range.comparators.every(({ operator, value: bound }) =>
      operators[operator](value - bound),
    );
  }
  const version = parseVersion(value);
  if (version === undefined) return false;
  return range.comparators.every(({ operator, bound }) => {
    const compare = bound.suffix.length === 0 ? compareNumbers : compareVersions;
    return operators[operator](compare(version, bound));
  });
}

function isOperator(text: string | undefined): text is Operator {
  return text !== undefined && Object.hasOwn(operators, text);
}
