/** The bundled Postgres: a config store for trials. */
export { BundledPostgres, type BundledPostgresProps, type PostgresStorage } from './bundled-postgres.ts';
export { PasswordSecret, type PasswordSecretProps } from './password-secret.ts';
