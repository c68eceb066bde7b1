/** Secrets of the release namespace, and the certificate of the listeners. */
export { BrooderSecret, type BrooderSecretProps } from './brooder-secret.ts';
export { ListenerCertificate, type ListenerCertificateProps } from './listener-certificate.ts';
