#!/bin/sh
# Measures against real servers, and prints one line a measure; bench/README.md says what they mean.
#   ./bench.sh                      all of them, about 12 minutes
#   ./bench.sh publish consume      some
#   ./bench.sh --rounds=5 start     more rounds than three
#   ./bench.sh --quick              small, to see that they work
# Servers are found as the tests find them; exit code 1: a message was lost or doubled, or a measure failed; 2: it could not run.
set -eu
cd "$(dirname "$0")"
. ./.ci/kafka-home
dotnet build bench/Messaging.Benchmarks -c Release -v quiet -nologo >&2 || exit 2
exec dotnet bench/Messaging.Benchmarks/bin/Release/net10.0/Messaging.Benchmarks.dll "$@"
