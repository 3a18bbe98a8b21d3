export {
  type IssuedCertificate,
  issueBoxCertificate,
  openPki,
  type Pki,
  type PkiOptions,
} from "./pki/pki.ts";
