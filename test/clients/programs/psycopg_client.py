"""psycopg 3: connects with TLS and a password, runs parameterised queries, reads text and binary. Prints one line of JSON."""
import json
import sys
import uuid
from datetime import date, datetime, timezone
from decimal import Decimal

import psycopg

host, port, query, types = sys.argv[1:5]
out = {}
with psycopg.connect(host=host, port=port, user="postgres", password="postgres", dbname="brooder", sslmode="require") as conn:
    out["tls"] = conn.pgconn.ssl_in_use
    for name, binary in (("text", False), ("binary", True)):
        with conn.cursor(binary=binary) as cur:
            cur.execute(query.replace("$1", "%s"), (2000,))
            out[f"query_{name}"] = [[a, b, float(c)] for a, b, c in cur.fetchall()]
            cur.execute(types)
            row = cur.fetchone()
            assert row == (
                True, 32000, -2147483648, 9223372036854775807, 1.5, -0.1, Decimal("12345678901234567890.123456"), "Ünï'cödé",
                date(2001, 2, 28), datetime(2001, 2, 28, 23, 59, 59, 123456),
                datetime(2001, 2, 28, 12, 0, tzinfo=timezone.utc), uuid.UUID("0b2ad3e0-5e4c-4bbd-a55a-2b7a4f1a2a1c"),
                b"\x00\xff\x10", [1, None, 3], None,
            ), row
            cur.execute("select %s::int4 + 1, %s::text, %s::date, %s::numeric, %s::bytea, %s::timestamptz",
                        (41, "it's", date(2020, 2, 29), Decimal("1.10"), b"\x01\x02", datetime(2020, 1, 1, tzinfo=timezone.utc)))
            row = cur.fetchone()
            assert row[0] == 42 and row[1] == "it's" and row[2] == date(2020, 2, 29) and row[4] == b"\x01\x02", row
    # A prepared statement, used again and again.
    with conn.cursor() as cur:
        out["prepared"] = [cur.execute("select %s::int4 * 2", (n,), prepare=True).fetchone()[0] for n in range(5)]
    try:
        conn.execute("select * from no_such_table")
    except psycopg.Error as error:
        out["sqlstate"] = error.sqlstate
    conn.rollback()
    with conn.pipeline():
        a = conn.execute("select 1")
        b = conn.execute("select 2")
        out["pipeline"] = [a.fetchone()[0], b.fetchone()[0]]
try:
    psycopg.connect(host=host, port=port, user="postgres", password="wrong", dbname="brooder", sslmode="require")
except psycopg.OperationalError as error:
    out["wrong_password"] = "password authentication failed" in str(error)
print(json.dumps(out))
