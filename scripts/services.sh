#!/usr/bin/env bash
# Brings up what some tests need and a bare machine does not have: Redis and PostgreSQL on their usual ports, from Debian's packages.
# A test that finds none is skipped; where this has run, none is. Fails when one cannot be brought up.
set -euo pipefail

is_open() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

install() {
  command -v apt-get >/dev/null || {
    echo "services: $1 is not on 127.0.0.1:$2, and there is no apt-get to install it with: start one there" >&2
    exit 1
  }
  echo "services: installing $1"
  as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq "$1" >/dev/null
}

wait_for() {
  for _ in $(seq 60); do
    if is_open "$2"; then return; fi
    sleep 0.5
  done
  echo "services: $1 does not answer on 127.0.0.1:$2" >&2
  exit 1
}

if ! is_open 6379; then
  command -v redis-server >/dev/null || install redis-server 6379
  # its package may have started it
  is_open 6379 || redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save '' --appendonly no >/dev/null
  wait_for Redis 6379
fi

if ! is_open 5432; then
  command -v pg_ctlcluster >/dev/null || install postgresql 5432
  version=$(pg_lsclusters --no-header | awk '$2 == "main" { version = $1 } END { print version }')
  is_open 5432 || as_root pg_ctlcluster --skip-systemctl-redirect "$version" main start
  wait_for PostgreSQL 5432
fi
if ! psql -h 127.0.0.1 -U postgres -tAc 'SELECT 1' test >/dev/null 2>&1; then
  # the tests come over TCP as `postgres` without a password, and use the database `test`
  version=$(pg_lsclusters --no-header | awk '$2 == "main" { version = $1 } END { print version }')
  rules=/etc/postgresql/$version/main/pg_hba.conf
  as_root sed -i '1i host all postgres 127.0.0.1/32 trust' "$rules"
  as_root pg_ctlcluster --skip-systemctl-redirect "$version" main reload
  sleep 1
  psql -h 127.0.0.1 -U postgres -tAc "SELECT 1 FROM pg_database WHERE datname = 'test'" postgres | grep -q 1 \
    || psql -h 127.0.0.1 -U postgres -qc 'CREATE DATABASE test' postgres
  psql -h 127.0.0.1 -U postgres -tAc 'SELECT 1' test >/dev/null
fi
echo "services: Redis and PostgreSQL are there"
