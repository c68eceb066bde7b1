import { group, text } from '../schema/index.ts';

/** Who may administer. */
export const credentialValues = {
  internalSecret: group(
    'Value of the header X-Brooder-Internal-Secret that REST asks for, also behind session cookies.',
    {
      value: text('The secret itself, kept in a Secret. Empty, and no `existingSecret`: the gateway draws one.'),
      existingSecret: text('Secret that holds it.', { form: 'dnsSubdomain' }),
      existingSecretKey: text('Its key.', { default: 'internal-secret', mayBeEmpty: false }),
    },
  ),
  admin: group('The first user. A user that exists keeps its password.', {
    username: text('Name.', { default: 'postgres', mayBeEmpty: false }),
    password: text('Password, kept in a Secret. Empty, and no `existingSecret`: the gateway draws one.'),
    existingSecret: text('Secret that holds the password.', { form: 'dnsSubdomain' }),
    existingSecretKey: text('Its key.', { default: 'password', mayBeEmpty: false }),
  }),
};
