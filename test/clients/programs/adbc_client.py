"""ADBC for Python over Flight SQL: TLS, user and password, queries, parameters, metadata. Prints one line of JSON."""
import json
import sys

import adbc_driver_flightsql.dbapi as flight_sql
import pyarrow
from adbc_driver_flightsql import DatabaseOptions

host, port, query = sys.argv[1:4]
options = {
    "username": "postgres",
    "password": "postgres",
    DatabaseOptions.TLS_SKIP_VERIFY.value: "true",
    DatabaseOptions.RPC_CALL_HEADER_PREFIX.value + "database": "brooder",
}
out = {}
with flight_sql.connect(f"grpc+tls://{host}:{port}", db_kwargs=options, autocommit=True) as conn:
    with conn.cursor() as cur:
        cur.execute(query)
        table = cur.fetch_arrow_table()
        assert isinstance(table, pyarrow.Table)
        out["columns"] = table.column_names
        out["rows"] = [list(row.values()) for row in table.to_pylist()]
        cur.execute("select count(*) from flights where distance > ?", (2000,))
        out["parameter"] = cur.fetchone()[0]
        cur.execute("select * from flights")
        out["all"] = cur.fetch_arrow_table().num_rows
        cur.execute("create or replace table adbc_written (i integer, t varchar)")
        cur.executemany("insert into adbc_written values (?, ?)", [(1, "a"), (2, "b")])
        cur.execute("select i, t from adbc_written order by i")
        out["written"] = cur.fetchall()
        cur.adbc_ingest("adbc_ingested", pyarrow.table({"x": [1, 2, 3], "y": ["p", None, "r"]}), mode="replace")
        cur.execute("select count(*), count(y) from adbc_ingested")
        out["ingested"] = cur.fetchone()
        cur.execute("drop table adbc_ingested")
        cur.execute("drop table adbc_written")
    objects = conn.adbc_get_objects(depth="tables").read_all().to_pylist()
    out["tables"] = sorted(
        t["table_name"] for c in objects for s in c["catalog_db_schemas"] for t in s["db_schema_tables"]
    )
    out["table_types"] = conn.adbc_get_table_types()
    out["schema"] = conn.adbc_get_table_schema("flights").names
    try:
        with conn.cursor() as cur:
            cur.execute("select * from no_such_table")
    except Exception as error:  # the driver's own class differs by status
        out["error"] = type(error).__name__
try:
    with flight_sql.connect(f"grpc+tls://{host}:{port}", db_kwargs={**options, "password": "wrong"}, autocommit=True) as conn:
        conn.cursor().execute("select 1")
except Exception as error:
    out["wrong_password"] = "UNAUTHENTICATED" in str(error).upper()
print(json.dumps(out))
