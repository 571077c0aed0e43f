#!/usr/bin/env bash
# Runs all tests against real servers, and ends with one line: tests: N passed, N failed, N skipped
#   ./test.sh                          everything
#   ./test.sh --containers             the same, with all servers in containers; not the tests of servers that are programs
#   ./test.sh --long                   with the long versions of the runs with faults and load: an hour or more
#   ./test.sh -class '*SagaTests'      any other arguments go to each test program (-method, -class, -namespace, -trait, -filter)
# Servers: TEST_POSTGRES, TEST_RABBITMQ, TEST_KAFKA and TEST_REDIS name running ones; else Docker; else programs of this machine,
# Kafka under KAFKA_HOME. KUSTOMIZE names that program. TEST_CONFIGURATION=Debug builds that; TEST_TIME_LIMIT (seconds) ends a test program that hangs.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./.ci/kafka-home
exec </dev/null

configuration=${TEST_CONFIGURATION:-Release}
results=$PWD/TestResults
filters=()
for argument in "$@"; do
  case $argument in
    --containers) export TEST_CONTAINERS=true; filters+=(-trait- Servers=local) ;;
    --long) export TEST_LONG=true TEST_TIME_LIMIT=${TEST_TIME_LIMIT:-7200} ;;
    *) filters+=("$argument") ;;
  esac
done
limit=${TEST_TIME_LIMIT:-1800}
rm -rf "$results"
mkdir -p "$results"

passed=0 failed=0 skipped=0 failures=()
# The names again: what a test printed may be thousands of lines.
finish() {
  [ "${#failures[@]}" -eq 0 ] || printf '%s\n' '== Failed' "${failures[@]}"
  echo "tests: $passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && [ "${1:-0}" -eq 0 ]
  exit
}

# Addresses of package sources say nothing about the tests.
without_addresses() { sed -E 's#[a-z]+://[^ ,]*#(address)#g'; }

install_missing_packages() {
  local missing=() owner= client
  if [ "${TEST_CONTAINERS:-}" != true ]; then
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || missing+=(postgresql)
    command -v rabbitmq-server >/dev/null || [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
    command -v redis-server >/dev/null || command -v valkey-server >/dev/null || missing+=(redis-server)
    [ -x "${JAVA_HOME:-/none}/bin/java" ] || command -v java >/dev/null || missing+=(java)
  fi
  # Clients of other languages, which some tests bring together with the service wherever its servers are.
  command -v kcat >/dev/null || missing+=(kcat)
  for client in kafka pika redis; do
    /usr/bin/python3 -c "import $client" >/dev/null 2>&1 || missing+=("python3-$client")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed here: ${missing[*]} (only root can, with apt-get). Tests that need them fail and say so."
    return 0
  fi

  echo "Installing: ${missing[*]}"
  # Packages must not start their services: the tests start instances of their own.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d && owner=us
  fi
  export DEBIAN_FRONTEND=noninteractive
  {
    apt-get update
    for package in "${missing[@]}"; do
      # The newest releases of Debian have no Java 17 any more, but a later one, which does as well.
      [ "$package" = java ] && package=$(apt-cache show openjdk-17-jre-headless >/dev/null 2>&1 && echo openjdk-17-jre-headless || echo default-jre-headless)
      apt-get install -y --no-install-recommends "$package" || echo "FAILED to install $package"
    done
  } > "$results/apt.log" 2>&1
  [ -z "$owner" ] || rm -f /usr/sbin/policy-rc.d
  grep '^FAILED' "$results/apt.log" || true
}

# The manifests are rendered by kustomize, which Debian has from release 13 on; the program of that release runs on older ones as well.
# It is unpacked beside the results of the build, from the mirror that this machine already uses, and not installed.
unpack_kustomize() {
  local folder=$PWD/artifacts/tools suite=trixie apt mirror
  export KUSTOMIZE=${KUSTOMIZE:-}
  [ -z "$KUSTOMIZE" ] && ! command -v kustomize >/dev/null && ! command -v kubectl >/dev/null || return 0
  if [ ! -x "$folder/usr/bin/kustomize" ]; then
    if ! command -v apt-get >/dev/null || ! [ -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
      echo "Not installed here: kustomize. Tests that need it fail and say so."
      return 0
    fi
    apt=$(mktemp -d)
    chmod 755 "$apt"
    mkdir -p "$folder" "$apt/lists/partial" "$apt/archives/partial"
    touch "$apt/status"
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | grep -v security | head -n 1)
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$apt/sources.list"
    (
      cd "$apt" || exit 1
      options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$apt/lists"
        -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt" -o APT::Sandbox::User=root)
      apt-get "${options[@]}" update && apt-get "${options[@]}" download kustomize && dpkg -x kustomize_*.deb "$folder"
    ) > "$results/kustomize.log" 2>&1 || echo "FAILED to unpack kustomize. Tests that need it fail and say so."
    rm -rf "$apt"
  fi
  [ ! -x "$folder/usr/bin/kustomize" ] || export KUSTOMIZE=$folder/usr/bin/kustomize
}

run_project() {
  local name=$1 program xml code counts
  program=tests/$name/bin/$configuration/net10.0/$name
  xml=$results/$name.xml
  echo "== $name"
  timeout --kill-after=20 "$limit" "$program" -noLogo -noColor -result-xml "$xml" ${filters[@]+"${filters[@]}"} > "$results/$name.log" 2>&1
  code=$?
  counts=$(sed -nE 's/.*<assembly ([^>]*)>.*/\1/p' "$xml" 2>/dev/null | head -1)
  if [ -z "$counts" ]; then
    failed=$((failed + 1))
    tail -n 60 "$results/$name.log"
    echo "   $name crashed or hung, exit code $code: counted as one failed test"
    failures+=("   $name: exit code $code")
    return
  fi
  local p f s e
  p=$(number passed "$counts") f=$(number failed "$counts") s=$(number skipped "$counts") e=$(number errors "$counts")
  f=$((f + e))
  [ "$code" -eq 0 ] || [ "$f" -gt 0 ] || [ "$p" -eq 0 ] || f=1
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if [ "$f" -gt 0 ]; then
    cat "$results/$name.log"
    # Clean-up that failed has no such line.
    mapfile -t -O "${#failures[@]}" failures < <(grep -a '\[FAIL\]$' "$results/$name.log" | sed 's/^ */   /' | grep . || echo "   $name: exit code $code")
  fi
  echo "   $p passed, $f failed, $s skipped"
}

number() { local value; value=$(sed -nE "s/(^|.* )$1=\"([0-9]+)\".*/\2/p" <<<"$2"); echo "${value:-0}"; }

install_missing_packages
unpack_kustomize
[ -n "${KAFKA_HOME:-}${TEST_KAFKA:-}" ] || [ "${TEST_CONTAINERS:-}" = true ] ||
  echo "KAFKA_HOME is not set: tests use librdkafka's mock cluster for Kafka, and those that kill a broker fail."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
if ! dotnet build Orders.sln -c "$configuration" -nodeReuse:false -v quiet > "$results/build.log" 2>&1; then
  grep -E 'error|warn' "$results/build.log" | sort -u | head -n 40 | without_addresses
  echo "The build failed; no test ran."
  failed=1
  finish 1
fi

for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  case $name in *.Tests | *.Acceptance) run_project "$name" ;; esac
done
finish 0
