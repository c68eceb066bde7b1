/** The bundled Postgres: a config store for trials. */
export { BundledPostgres, type BundledPostgresProps, type PostgresStorage, postgresPort } from './bundled-postgres.ts';
export { PostgresNetworkPolicy, type PostgresNetworkPolicyProps } from './postgres-network-policy.ts';
