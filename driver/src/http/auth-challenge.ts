/** One way in which a device asks who is there (RFC 9110, 11.6.1). */
export interface AuthChallenge {
  /** In lower case. */
  readonly scheme: string;
  /** By names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A longer header is no challenge of a device. */
const maxHeaderLength = 4_096;

// One token, then either `=` and a value, which makes it a parameter, or nothing, which makes it a scheme.
const word = /([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;

/** The challenges of a `www-authenticate` header; several may be joined by commas. What cannot be read is passed over. */
export function parseChallenges(header: string): readonly AuthChallenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (const [, name = "", quoted, plain] of header.slice(0, maxHeaderLength).matchAll(word)) {
    const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
  }
  return challenges;
}
