/** Certificates that the gateway makes or loads. */
export {
  type CertificateAuthority,
  createCertificateAuthority,
  type IssuedCertificate,
} from './certificate-authority.ts';
export { loadTls, makeSelfSigned, needsRenewal, selfSignedServer, type TlsFiles, tlsProblem } from './listener-tls.ts';
