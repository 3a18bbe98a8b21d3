import { posix } from "node:path";

/** Documents by path, and what they may speak of. */
export interface Documents {
  readonly texts: ReadonlyMap<string, string>;
  /** Every file of the repository. */
  readonly files: ReadonlySet<string>;
  /** Scripts of the root's `package.json`. */
  readonly scripts: ReadonlySet<string>;
  /** Environment variables that the code reads. */
  readonly variables: ReadonlySet<string>;
}

/** Everything that a document says and that is not so, one sentence each. */
export function documentFaults(documents: Documents): readonly string[] {
  return [...documents.texts].flatMap(([path, text]) => [
    ...linkFaults(path, text, documents),
    ...scriptFaults(path, text, documents.scripts),
    ...variableFaults(path, text, documents.variables),
  ]);
}

function linkFaults(path: string, text: string, { files, texts }: Documents): readonly string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((link) => !/^[a-z]+:/.test(link))
    .flatMap((link) => {
      const [target = "", anchor] = link.split("#");
      const resolved = target === "" ? path : posix.join(posix.dirname(path), target);
      const folder = `${resolved.replace(/\/$/, "")}/`;
      const exists = files.has(resolved) || [...files].some((file) => file.startsWith(folder));
      if (!exists) return [`${path} links to ${link}, which does not exist`];
      const heads = headingsOf(texts.get(resolved) ?? "");
      if (anchor === undefined || heads.has(anchor)) return [];
      return [`${path} links to ${link}, and there is no such heading`];
    });
}

function scriptFaults(path: string, text: string, scripts: ReadonlySet<string>): readonly string[] {
  return [...text.matchAll(/npm run ([a-z][a-z:-]*)|npm (start|test)\b/g)]
    .map((match) => match[1] ?? match[2] ?? "")
    .filter((script) => !scripts.has(script))
    .map((script) => `${path} names npm ${script}, which package.json does not have`);
}

function variableFaults(
  path: string,
  text: string,
  variables: ReadonlySet<string>,
): readonly string[] {
  return [...new Set(text.match(/\bRAE_[A-Z_]+\b/g))]
    .filter((variable) => !variables.has(variable))
    .map((variable) => `${path} names ${variable}, which nothing reads`);
}

/** Anchors of the headings, as GitHub makes them. */
function headingsOf(text: string): ReadonlySet<string> {
  return new Set(
    [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map((match) =>
      (match[1] ?? "")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, "");
}
