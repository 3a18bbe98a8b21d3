#!/usr/bin/env node
/**
 * `rae-probe URL`: ends with 0 if the answer is a good one, with 1 and a sentence if it is not. It is for health checks of
 * containers, whose image has neither curl nor wget.
 */
const timeoutMs = 4_000;

async function probe(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (response.ok) return undefined;
    return `${url} answers ${response.status}: ${await response.text()}`;
  } catch (error) {
    return `${url} does not answer: ${error instanceof Error ? (error.cause ?? error.message) : error}`;
  }
}

const [url, ...rest] = process.argv.slice(2);
const fault =
  url === undefined || !URL.canParse(url) || rest.length > 0
    ? "rae-probe takes one URL"
    : await probe(url);
if (fault !== undefined) {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}
