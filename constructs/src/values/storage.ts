import { group, settingNode, text } from '../schema/index.ts';

const existing = (what: string) => text(`Secret that holds ${what}.`, { form: 'dnsSubdomain' });
const key = (fallback: string, what: string) => text(`Key of ${what}.`, { default: fallback, mayBeEmpty: false });

/** Object stores: credentials that are forwarded to workers whose warehouse lies there. */
export const storageValues = {
  s3: group('S3 and stores like it.', {
    endpoint: settingNode('s3Endpoint'),
    region: settingNode('s3Region'),
    urlStyle: settingNode('s3UrlStyle'),
    useSsl: settingNode('s3UseSsl'),
    accessKeyId: settingNode('s3AccessKeyId'),
    secretAccessKey: settingNode('s3SecretAccessKey'),
    existingSecret: existing('both keys'),
    existingSecretAccessKeyIdKey: key('access-key-id', 'the access key'),
    existingSecretSecretAccessKeyKey: key('secret-access-key', 'the secret key'),
  }),
  azure: group('Azure Blob Storage.', {
    connectionString: settingNode('azureConnectionString'),
    existingSecret: existing('the connection string'),
    existingSecretKey: key('connection-string', 'the connection string'),
  }),
  gcs: group('Google Cloud Storage, by an HMAC key.', {
    keyId: settingNode('gcsKeyId'),
    secret: settingNode('gcsSecret'),
    existingSecret: existing('key id and secret'),
    existingSecretKeyIdKey: key('key-id', 'the key id'),
    existingSecretSecretKey: key('secret', 'the secret'),
  }),
  aws: group('AWS, for workers that assume a role.', { region: settingNode('awsRegion') }),
};
