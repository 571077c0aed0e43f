#!/usr/bin/env bash
# Starts docker-compose.yml under a project of its own, and checks from the host that an order is Confirmed: after the start, and again
# after each server was killed and started. Removes what it started, volumes too. Needs Docker with Compose 2, curl, and the ports of .env.
#   tests/compose-check.sh [--keep]       --keep leaves everything running
# An image named by ORDERS_IMAGE that is already there is used as it is; `docker compose build` makes a new one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

project=orders-check
if docker compose version >/dev/null 2>&1; then compose=(docker compose); else compose=(docker-compose); fi
compose+=(-p "$project")

fail() {
  echo "FAILED: $*" >&2
  "${compose[@]}" ps -a >&2 || true
  "${compose[@]}" logs --no-color --tail 40 orders worker migrate >&2 || true
  exit 1
}

[ "${1:-}" = --keep ] || trap '"${compose[@]}" down -v --remove-orphans --timeout 30 >/dev/null 2>&1' EXIT

# Repeats a command until it succeeds, for at most so many seconds.
within() {
  local seconds=$1 end=$((SECONDS + $1)); shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.5
  done
}

field() { sed -nE "s/^.*\"$1\":\"([^\"]*)\".*$/\1/p" | head -n 1; }

submit() {
  id=$(curl -s --max-time 20 -X POST "$address/orders" -H 'Content-Type: application/json' \
    -d '{"customerId":"compose-check","lines":[{"sku":"SKU-001","quantity":1,"unitPrice":9.5}]}' | field orderId)
  [ -n "$id" ]
}

is_confirmed() { [ "$(curl -s --max-time 10 "$address/orders/$id" | sed 's/"lines".*//' | field status)" = Confirmed ]; }

# Submits an order and waits for its end; prints how long that took.
order_is_confirmed() {
  local started=$SECONDS
  within 60 submit || fail "$1: no order is accepted"
  within 120 is_confirmed || fail "$1: order $id is not Confirmed: $(curl -sS "$address/orders/$id")"
  echo "ok: $1: order $id is Confirmed after $((SECONDS - started)) s"
}

is_healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$1")" = healthy ]; }

# A missing value must stop Compose with the variable's name, before anything starts.
variables=$(sed -nE 's/^([A-Z_]+)=.*/\1/p' .env)
for variable in $variables; do
  said=$(env "$variable=" "${compose[@]}" config 2>&1 >/dev/null) && fail "an empty $variable is accepted"
  grep -q "$variable" <<<"$said" || fail "an empty $variable is refused without its name: $said"
done
echo "ok: each of" $variables "is refused by name when it is empty"

"${compose[@]}" up --detach --wait --wait-timeout 300 || fail "not everything is healthy"
address=http://$("${compose[@]}" port orders 8080)
order_is_confirmed "a fresh start"

for server in postgres rabbitmq kafka redis; do
  container=$("${compose[@]}" ps -q "$server")
  docker kill "$container" >/dev/null
  sleep 2
  docker start "$container" >/dev/null
  # At once: the order is accepted and finished while its server comes back.
  order_is_confirmed "$server killed and started"
  within 90 is_healthy "$container" || fail "$server is not healthy again"
done

service=$("${compose[@]}" ps -q orders)
started=$SECONDS
"${compose[@]}" stop orders >/dev/null 2>&1
code=$(docker inspect -f '{{.State.ExitCode}}' "$service")
[ "$code" = 0 ] || fail "the service was stopped with exit code $code"
echo "ok: the service stopped within $((SECONDS - started)) s, exit code 0"
# The worker, too, ends when it is told to.
worker=$("${compose[@]}" ps -q worker)
is_healthy "$worker" || fail "the worker is not healthy"
"${compose[@]}" stop worker >/dev/null 2>&1
code=$(docker inspect -f '{{.State.ExitCode}}' "$worker")
[ "$code" = 0 ] || fail "the worker was stopped with exit code $code"
echo "ok: the worker stopped, exit code 0"
"${compose[@]}" start orders worker >/dev/null 2>&1
order_is_confirmed "the service stopped and started"
