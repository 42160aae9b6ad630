#!/bin/sh
# Runs a test program with its inventories in a PostgreSQL of its own: on_postgres.sh PROGRAM [ARGUMENT...]
set -eu
. "$(dirname "$0")/../support/servers.sh"
dir=$(mktemp -d)
chmod 755 "$dir"
trap 'postgres_stop immediate; rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
postgres_start "$dir/pg"
echo 'CREATE DATABASE daicho' | pg postgres
DAICHO_TEST_POSTGRES="postgresql://boss@/daicho?host=$dir/pg&port=$pg_port" "$@"
