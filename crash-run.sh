#!/bin/sh
# Kills the service and its servers while orders come in, and checks what is left. crash-run.sh --help lists the options.
set -eu
cd "$(dirname "$0")"
. ./.ci/kafka-home
for project in src/Orders.Service tests/Orders.CrashRun; do
  # A failed build could not start what is judged: the same exit code as for anything else that could not be started.
  dotnet build "$project" -c Release -v quiet -nologo >&2 || exit 2
done
exec dotnet tests/Orders.CrashRun/bin/Release/net10.0/Orders.CrashRun.dll \
  --service src/Orders.Service/bin/Release/net10.0/Orders.Service.dll "$@"
