// pgx: connects with TLS and a password, runs parameterised queries in the extended protocol (binary) and the simple one (text).
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

type row struct {
	Origin string
	Count  int64
	Delay  float64
}

func query(ctx context.Context, conn *pgx.Conn, sql string, args ...any) ([]row, error) {
	rows, err := conn.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[row])
}

func main() {
	ctx := context.Background()
	host, port, sql := os.Args[1], os.Args[2], os.Args[3]
	dsn := fmt.Sprintf("host=%s port=%s user=postgres password=postgres dbname=brooder sslmode=require", host, port)
	conn, err := pgx.Connect(ctx, dsn)
	check(err)
	defer conn.Close(ctx)

	out := map[string]any{}
	out["binary"], err = query(ctx, conn, sql, 2000)
	check(err)
	out["text"], err = query(ctx, conn, sql, pgx.QueryExecModeSimpleProtocol, 2000)
	check(err)
	out["described"], err = query(ctx, conn, sql, pgx.QueryExecModeDescribeExec, 2000)
	check(err)

	var sum int64
	for i := range 5 {
		var n int32
		check(conn.QueryRow(ctx, "select $1::int4 * 2", i).Scan(&n))
		sum += int64(n)
	}
	out["prepared"] = sum

	batch := &pgx.Batch{}
	batch.Queue("select 1::int4")
	batch.Queue("select 2::int4")
	results := conn.SendBatch(ctx, batch)
	var a, b int32
	check(results.QueryRow().Scan(&a))
	check(results.QueryRow().Scan(&b))
	check(results.Close())
	out["batch"] = a + b

	_, err = conn.Exec(ctx, "select * from no_such_table")
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		out["sqlstate"] = failure.Code
	}
	_, err = pgx.Connect(ctx, strings.Replace(dsn, "password=postgres", "password=wrong", 1))
	if errors.As(err, &failure) {
		out["wrong_password"] = failure.Code
	}
	check(json.NewEncoder(os.Stdout).Encode(out))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
