/**
 * Words that YAML 1.1 reads as booleans or null when they stand without quotes, also as keys. Helm reads 1.1, most other programs 1.2.
 * Source: yaml.org/type/bool, yaml.org/type/null.
 */
export const yamlWord = /^(y|yes|n|no|on|off|true|false|null|~)$/i;
