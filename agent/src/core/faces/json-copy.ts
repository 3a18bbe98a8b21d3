/** What a copy may hold. */
export interface JsonBounds {
  readonly depth: number;
  /** Values of all kinds, together. */
  readonly values: number;
  /** Characters of one text. */
  readonly textLength: number;
  /** Characters of all texts and names, together. */
  readonly totalLength: number;
}

/** Of what an error or a line of the log tells. */
export const factBounds: JsonBounds = {
  depth: 5,
  values: 200,
  textLength: 1_000,
  totalLength: 8_000,
};

export interface JsonCopy {
  readonly copy: unknown;
  /** What JSON cannot hold or the bounds forbid, a sentence each, at most a few; it is left out or written as text. */
  readonly faults: readonly string[];
}

const maxFaults = 8;

/** A copy of anything in JSON, whatever it is made of: cycles and what lies too deep are cut. Never throws. */
export function copyJson(value: unknown, bounds: JsonBounds): JsonCopy {
  const copier = new Copier(bounds);
  return { copy: copier.copy(value, "", 0), faults: copier.faults };
}

class Copier {
  readonly faults: string[] = [];
  readonly #bounds: JsonBounds;
  readonly #above = new Set<object>();
  #values = 0;
  #length = 0;

  constructor(bounds: JsonBounds) {
    this.#bounds = bounds;
  }

  copy(value: unknown, place: string, depth: number): unknown {
    this.#values += 1;
    if (this.#values > this.#bounds.values) return this.#fault(place, "is one value too many");
    switch (typeof value) {
      case "string":
        return this.#text(value, place);
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) ? value : this.#fault(place, `is ${value}`, String(value));
      case "bigint":
        return this.#fault(place, "is a bigint", this.#text(String(value), place));
      case "object":
        return value === null ? null : this.#object(value, place, depth);
      default:
        return this.#fault(place, value === undefined ? "is undefined" : `is a ${typeof value}`);
    }
  }

  #object(value: object, place: string, depth: number): unknown {
    if (this.#above.has(value)) return this.#fault(place, "holds itself", "[circular]");
    if (depth >= this.#bounds.depth) return this.#fault(place, "lies too deep", "[too deep]");
    this.#above.add(value);
    try {
      if (value instanceof Error) return this.#text(`${value.name}: ${value.message}`, place);
      if (value instanceof Date) return this.#text(value.toISOString(), place);
      if (ArrayBuffer.isView(value)) {
        return this.#fault(place, "is bytes", `[${value.byteLength} bytes]`);
      }
      return Array.isArray(value)
        ? this.#items(value, place, depth)
        : this.#fields(value, place, depth);
    } catch {
      return this.#fault(place, "cannot be read", "[unreadable]");
    } finally {
      this.#above.delete(value);
    }
  }

  #items(list: readonly unknown[], place: string, depth: number): unknown[] {
    const items: unknown[] = [];
    for (const [index, item] of list.entries()) {
      if (this.#values > this.#bounds.values) break;
      // An item that JSON cannot hold keeps its place.
      items.push(this.copy(item, `${place}/${index}`, depth + 1) ?? null);
    }
    return items;
  }

  #fields(object: object, place: string, depth: number): Record<string, unknown> {
    const fields: [string, unknown][] = [];
    for (const [name, field] of Object.entries(object)) {
      if (this.#values > this.#bounds.values) break;
      const text = this.#text(name, place);
      const copied = this.copy(field, `${place}/${text.slice(0, 64)}`, depth + 1);
      if (copied !== undefined) fields.push([text, copied]);
    }
    return Object.fromEntries(fields);
  }

  #text(text: string, place: string): string {
    const left = Math.max(0, this.#bounds.totalLength - this.#length);
    const length = Math.min(this.#bounds.textLength, left);
    this.#length += Math.min(length, text.length);
    if (text.length <= length) return text.isWellFormed() ? text : text.toWellFormed();
    this.#fault(place, "is too long");
    return text.slice(0, length).toWellFormed();
  }

  #fault(place: string, sentence: string, instead?: unknown): unknown {
    if (this.faults.length < maxFaults) this.faults.push(`${place || "/"} ${sentence}`);
    return instead;
  }
}
