/** Catalogs of things that no org can have here. They are empty, and say so with PostgreSQL's columns. */

/** `name:type`; a name alone is text. */
const columns: Readonly<Record<string, string>> = {
  pg_auth_members: 'roleid:bigint member:bigint grantor:bigint admin_option:boolean',
  pg_cast: 'oid:bigint castsource:bigint casttarget:bigint castfunc:bigint castcontext castmethod',
  pg_db_role_setting: 'setdatabase:bigint setrole:bigint setconfig:varchar[]',
  pg_conversion:
    'oid:bigint conname connamespace:bigint conowner:bigint conforencoding:integer contoencoding:integer conproc condefault:boolean',
  pg_default_acl: 'oid:bigint defaclrole:bigint defaclnamespace:bigint defaclobjtype defaclacl:varchar[]',
  pg_opfamily: 'oid:bigint opfmethod:bigint opfname opfnamespace:bigint opfowner:bigint',
  pg_depend:
    'classid:bigint objid:bigint objsubid:integer refclassid:bigint refobjid:bigint refobjsubid:integer deptype',
  pg_event_trigger: 'oid:bigint evtname evtevent evtowner:bigint evtfoid:bigint evtenabled evttags:varchar[]',
  pg_extension:
    'oid:bigint extname extowner:bigint extnamespace:bigint extrelocatable:boolean extversion extconfig:bigint[] extcondition:varchar[]',
  pg_foreign_data_wrapper:
    'oid:bigint fdwname fdwowner:bigint fdwhandler:bigint fdwvalidator:bigint fdwacl:varchar[] fdwoptions:varchar[]',
  pg_foreign_server:
    'oid:bigint srvname srvowner:bigint srvfdw:bigint srvtype srvversion srvacl:varchar[] srvoptions:varchar[]',
  pg_foreign_table: 'ftrelid:bigint ftserver:bigint ftoptions:varchar[]',
  pg_inherits: 'inhrelid:bigint inhparent:bigint inhseqno:integer inhdetachpending:boolean',
  pg_matviews: 'schemaname matviewname matviewowner tablespace hasindexes:boolean ispopulated:boolean definition',
  pg_operator:
    'oid:bigint oprname oprnamespace:bigint oprowner:bigint oprkind oprleft:bigint oprright:bigint oprresult:bigint oprcode:bigint',
  pg_opclass: 'oid:bigint opcmethod:bigint opcname opcnamespace:bigint opcintype:bigint opcdefault:boolean',
  pg_aggregate: 'aggfnoid:bigint aggkind aggnumdirectargs:smallint',
  pg_partitioned_table: 'partrelid:bigint partstrat partnatts:smallint partdefid:bigint partattrs:smallint[]',
  pg_policy: 'oid:bigint polname polrelid:bigint polcmd polpermissive:boolean polroles:bigint[] polqual polwithcheck',
  pg_publication:
    'oid:bigint pubname pubowner:bigint puballtables:boolean pubinsert:boolean pubupdate:boolean pubdelete:boolean pubtruncate:boolean pubviaroot:boolean',
  pg_publication_namespace: 'oid:bigint pnpubid:bigint pnnspid:bigint',
  pg_publication_rel: 'oid:bigint prpubid:bigint prrelid:bigint prqual prattrs:smallint[]',
  pg_range: 'rngtypid:bigint rngsubtype:bigint rngmultitypid:bigint rngcollation:bigint',
  pg_rewrite: 'oid:bigint rulename ev_class:bigint ev_type ev_enabled is_instead:boolean ev_qual ev_action',
  pg_shdescription: 'objoid:bigint classoid:bigint description',
  pg_statistic_ext:
    'oid:bigint stxrelid:bigint stxname stxnamespace:bigint stxowner:bigint stxstattarget:integer stxkeys:smallint[] stxkind:varchar[] stxexprs',
  pg_trigger:
    'oid:bigint tgrelid:bigint tgparentid:bigint tgname tgfoid:bigint tgtype:smallint tgenabled tgisinternal:boolean tgconstrrelid:bigint tgconstrindid:bigint tgconstraint:bigint tgdeferrable:boolean tginitdeferred:boolean tgnargs:smallint tgargs tgqual',
  pg_ts_config: 'oid:bigint cfgname cfgnamespace:bigint cfgowner:bigint cfgparser:bigint',
  pg_user_mapping: 'oid:bigint umuser:bigint umserver:bigint umoptions:varchar[]',
};

export const emptyRelationNames: readonly string[] = Object.keys(columns);

export const emptyRelations: readonly string[] = Object.entries(columns).map(([name, list]) => {
  const typed = list.split(' ').map((column) => {
    const [columnName, type = 'varchar'] = column.split(':');
    return `NULL::${type} AS ${columnName}`;
  });
  typed.push('0::BIGINT AS tableoid');
  return `CREATE VIEW shim.pg.${name} AS SELECT ${typed.join(', ')} WHERE false`;
});
