#!/bin/sh
# Kills, freezes and restarts members, brokers and the producer while records flow, and checks what is left.
#   ./kafka-run.sh                                     100,000 records over 2,000 keys, three members, three brokers
#   ./kafka-run.sh --records=5000 --brokers=1          a small one; --seed=N repeats the faults of another run
# KAFKA_HOME and PostgreSQL as for the tests. Exit code 1: something was lost, doubled or out of order, 2: it could not run.
set -eu
cd "$(dirname "$0")"
. ./.ci/kafka-home
dotnet build tests/Messaging.KafkaRun -c Release -v quiet -nologo >&2 || exit 2
exec dotnet tests/Messaging.KafkaRun/bin/Release/net10.0/Messaging.KafkaRun.dll "$@"
