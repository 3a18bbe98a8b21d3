import type { DriverFactory, LinkKind, Links } from "@rae/driver";
import { RaeError } from "@rae/protocol";
import type { Face } from "../core/faces/face.ts";
import { type LinkSpec, linkKinds } from "../core/faces/link-spec.ts";
import { callFailure } from "./driver-failure.ts";
import { DriverHost, type DriverHostOptions } from "./driver-host.ts";
import { DriverScope } from "./driver-scope.ts";

/** Opens the link that a spec names. */
export type OpenLink = (spec: LinkSpec) => Links[LinkKind];

export interface OpenDriverOptions
  extends Omit<DriverHostOptions, "factory" | "link" | "settings" | "faceId"> {
  readonly drivers: ReadonlyMap<string, DriverFactory>;
  readonly openLink: OpenLink;
}

/**
 * Opens a face's driver on its link. The settings are checked first: wrong ones hold no port.
 * @throws RaeError `config-invalid` if the face can never be used as it is; `driver-fault` or another word of the driver. No link is
 * open then.
 */
export function openDriver(
  face: Face,
  { drivers, openLink, ...options }: OpenDriverOptions,
): { readonly link: Links[LinkKind]; readonly host: DriverHost } {
  const factory = drivers.get(face.driver);
  if (factory === undefined) {
    throw new RaeError("config-invalid", `there is no driver "${face.driver}"`, {
      details: { known: [...drivers.keys()] },
    });
  }
  if (linkKinds[face.link.kind] !== factory.needs) {
    throw new RaeError(
      "config-invalid",
      `driver "${factory.name}" does not work on a link of kind ${face.link.kind}`,
    );
  }
  checkSettings(factory, face);
  const link = openLink(withSpeed(face.link, factory.defaultBaudRate));
  try {
    const { faceId, settings } = face;
    return { link, host: new DriverHost({ ...options, faceId, factory, link, settings }) };
  } catch (error) {
    link.close().catch((cause: unknown) => {
      options.logger.warn({ face: face.faceId, err: cause }, "link not closed");
    });
    throw error;
  }
}

function withSpeed(spec: LinkSpec, baudRate: number | undefined): LinkSpec {
  return spec.kind === "serial" && baudRate !== undefined ? { baudRate, ...spec } : spec;
}

function checkSettings(factory: DriverFactory, { settings }: Face): void {
  try {
    new DriverScope(() => {}).run(() => factory.checkSettings(settings));
  } catch (error) {
    const never = new AbortController().signal;
    throw callFailure(factory.name, "checkSettings", error, never);
  }
}
