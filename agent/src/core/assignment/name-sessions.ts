import type { AssignableSession } from "./assign.ts";
import { compareTexts } from "./compare-texts.ts";
import { compareKeys, type DeviceKey, keyText, rankOf } from "./device-key.ts";
import type { Lab } from "./lab.ts";
import { TextIndex } from "./text-index.ts";

/**
 * The keys of the sessions to which a lab file gives another asset than they have, or none. An asset stays with the session that has it; one
 * that none has goes to the session with the highest-ranked of the keys that its entry names. So it does not depend on the
 * order in which faces are found which session an entry means.
 */
export function nameSessions(
  lab: Lab,
  sessions: readonly AssignableSession[],
): ReadonlyMap<string, readonly DeviceKey[]> {
  const assets = new Map<AssignableSession, string>();
  const byKey = new TextIndex<AssignableSession>();
  for (const session of sessions) {
    byKey.set(session, session.keys.map(keyText));
    const asset = assetOf(session);
    if (asset !== undefined && lab.hasAsset(asset)) assets.set(session, asset);
  }
  const given = new Set(assets.values());
  const wanted = lab.names
    .filter(({ asset }) => !given.has(asset))
    .flatMap(({ asset, key }) =>
      [...byKey.with(keyText(key))].map((session) => ({ asset, session, rank: rankOf(key) })),
    )
    .toSorted((a, b) => a.rank - b.rank || compareSerials(a.session, b.session));
  for (const { asset, session } of wanted) {
    if (given.has(asset) || assets.has(session)) continue;
    given.add(asset);
    assets.set(session, asset);
  }
  return new Map(
    sessions
      .filter((session) => assets.get(session) !== assetOf(session))
      .map((session) => [session.sessionId, withAsset(session.keys, assets.get(session))]),
  );
}

function assetOf({ keys }: AssignableSession): string | undefined {
  return keys.find(({ kind }) => kind === "asset")?.value;
}

function withAsset(keys: readonly DeviceKey[], asset: string | undefined): readonly DeviceKey[] {
  const named: DeviceKey[] = asset === undefined ? [] : [{ kind: "asset", value: asset }];
  return [...named, ...keys.filter(({ kind }) => kind !== "asset")].toSorted(compareKeys);
}

function compareSerials(a: AssignableSession, b: AssignableSession): number {
  return compareTexts(a.serial ?? "", b.serial ?? "");
}
