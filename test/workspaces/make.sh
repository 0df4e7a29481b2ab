#!/usr/bin/env bash
# Makes the reports of the workspaces anew with the real tools: Python 3.11 with pip, Node 20 with npm.
# Each project is measured in a neutral folder, so that its reports name no folder of this machine, and with one source
# file as it was before its last edit, so that one file is stale on purpose.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
work=${READINESS_WORK:-/tmp/readiness-workspaces}
rm -rf "$work"
mkdir -p "$work"

pendulum() {
  cp -r pendulum "$work/pendulum"
  cp measured/friction.py "$work/pendulum/src/dynamics/friction.py"
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet pytest==8.3.4 pytest-cov==6.0.0 coverage==7.6.10 pytest-benchmark==5.1.0
  cd "$work/pendulum"
  rm -rf reports coverage.xml coverage.json benchmarks/*.json
  mkdir -p reports
  # One test fails on purpose: the runs end with exit code 1 and whole reports.
  PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" -m pytest -q -p no:cacheprovider --cov=src --cov-branch \
    --cov-report=xml:coverage.xml --cov-report=json:coverage.json --junitxml=reports/junit.xml || [ $? -eq 1 ]
  PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" -m pytest -q -p no:cacheprovider --no-cov --junitxml=reports/junit-py3.11.xml || [ $? -eq 1 ]
  for run in benchmarks/baseline.json reports/benchmark.json; do
    PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" -m pytest -q -p no:cacheprovider --no-cov benchmarks/test_speed.py --benchmark-min-rounds=20 --benchmark-warmup=on \
      --benchmark-max-time=0.02 --benchmark-disable-gc --benchmark-json="$run"
  done
  mkdir -p "$here/pendulum/reports"
  cp coverage.xml coverage.json "$here/pendulum/"
  cp reports/*.xml reports/benchmark.json "$here/pendulum/reports/"
  cp benchmarks/baseline.json "$here/pendulum/benchmarks/"
  cd "$here"
}

cart() {
  cp -r cart "$work/cart"
  rm -rf "$work/cart/node_modules" "$work/cart/coverage" "$work/cart/reports"
  cp measured/rail.ts "$work/cart/src/rail.ts"
  cd "$work/cart"
  npm ci --silent --no-fund --no-audit
  # One test fails on purpose.
  npm test || [ $? -eq 1 ]
  rm -rf "$here/cart/coverage" "$here/cart/reports"
  mkdir -p "$here/cart/coverage" "$here/cart/reports"
  cp coverage/coverage-final.json coverage/lcov.info "$here/cart/coverage/"
  cp reports/junit.xml "$here/cart/reports/"
  cd "$here"
}

pendulum
cart
python3 expected.py
