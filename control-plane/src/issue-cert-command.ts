import { createInterface } from "node:readline";
import { RaeError } from "@rae/protocol";
import { dataFiles } from "./config.ts";
import {
  hasAuthority,
  type IssuedCertificate,
  issueBoxCertificate,
  requireBoxId,
  requireTenant,
} from "./pki/pki.ts";
import type { ProgramCommand } from "./program.ts";
import { UsageError } from "./usage-error.ts";

export const issueCertUsage = `  rae-control-plane issue-cert BOX_ID    makes the certificate of a box under <dataDir>/pki/boxes;
    --tenant NAME                        of that tenant; without it, of the one that an earlier certificate names, else "default"
    --create-authority                   where there is no certificate authority, makes one, too
`;

/** Where a person is asked, if there is one. */
export interface Dialog {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly isTerminal: boolean;
}

export const issueCertCommand: ProgramCommand = {
  options: { tenant: { type: "string" }, "create-authority": { type: "boolean" } },
  async run(config, [boxId, ...rest], options) {
    if (boxId === undefined || rest.length > 0) throw new UsageError("issue-cert takes one box id");
    const { stdin: input, stderr: output } = process;
    const { certFile, keyFile } = await issueCertAt({
      ...{ dir: dataFiles(config.dataDir).pki, boxId },
      tenant: typeof options.tenant === "string" ? options.tenant : undefined,
      mayCreate: options["create-authority"] === true,
      // Standard output is for the names of the files.
      dialog: { input, output, isTerminal: input.isTTY === true && output.isTTY === true },
    });
    process.stdout.write(`${certFile}\n${keyFile}\n`);
  },
};

/**
 * Issues the certificate of a box. In a folder without an authority it makes one only with `mayCreate`, or if the person at the terminal
 * says yes: gateways that use another folder would refuse the box.
 * @throws RaeError `bad-request` if the id is none; `certificate-invalid` if no authority may be made; as `openPki`.
 */
export async function issueCertAt(order: {
  readonly dir: string;
  readonly boxId: string;
  readonly tenant?: string | undefined;
  readonly mayCreate: boolean;
  readonly dialog: Dialog;
}): Promise<IssuedCertificate> {
  const { dir, boxId, tenant, mayCreate, dialog } = order;
  requireBoxId(boxId);
  if (tenant !== undefined) requireTenant(tenant);
  if (!mayCreate && !hasAuthority(dir) && !(await isAgreed(dir, dialog))) {
    throw new RaeError(
      "certificate-invalid",
      `there is no certificate authority in ${dir}, so nothing was issued: name the gateway's data folder (RAE_DATA_DIR or dataDir), or make an authority there with --create-authority`,
      { details: { dir } },
    );
  }
  return await issueBoxCertificate(dir, boxId, { tenant });
}

/** No answer is no yes. */
async function isAgreed(dir: string, { input, output, isTerminal }: Dialog): Promise<boolean> {
  if (!isTerminal) return false;
  output.write(
    `There is no certificate authority in ${dir}. Gateways that use another folder refuse what a new one issues.\n`,
  );
  const dialog = createInterface({ input, output });
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  dialog.once("close", () => resolve(""));
  dialog.question("Make a new authority there? [y/N] ", resolve);
  const isYes = /^\s*y(es)?\s*$/i.test(await answer);
  dialog.close();
  return isYes;
}
