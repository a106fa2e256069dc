# make up: the whole product from a bare checkout · make test: environment and all tests
PYTHON ?= python3
BIN := .venv/bin
INSTALL = command -v $(PYTHON) > /dev/null \
	|| { echo "cinq: there is no $(PYTHON): install Python 3.11, 3.12 or 3.13" >&2; exit 2; }; \
	exec $(PYTHON) requirements/install.py
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help up test check lint bench nightly drill docs pictures openapi alerts lock spark peers deep env clean

help:  ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

up:  ## everything: data, training, API and page; Ctrl-C ends it
	@$(INSTALL) runtime
	@exec $(BIN)/cinq up

test:  ## the whole test suite
	@$(INSTALL) dev
	@$(BIN)/python -m pytest --ignore=tests/benchmarks --numprocesses=2 --dist=loadfile

check: lint test  ## what CI runs

lint:  ## style, types, layers, and every file that something else reads
	@$(INSTALL) dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/yamllint --strict configs docker-compose.yml bentofile.yaml
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	@$(BIN)/check-jsonschema --schemafile configs/grafana/dashboard.schema.json configs/grafana/dashboards/*.json
	@$(BIN)/hadolint docker/*.Dockerfile

bench:  ## benchmarks, with peers in the same run
	@$(INSTALL) dev
	@$(BIN)/python -m pytest tests/benchmarks -s

nightly:  ## the long forms of all tests
	@$(INSTALL) dev
	@CINQ_LONG=1 $(BIN)/python -m pytest

drill:  ## the closed loop with real Prometheus and Alertmanager; report in drill-report/
	@$(INSTALL) dev
	@exec $(BIN)/cinq drill

docs:  ## the site, in site/
	@$(INSTALL) dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

pictures:  ## of every view of the page that `make up` runs, in docs/images
	@$(INSTALL) dev
	@$(BIN)/python -m tests.integration.pictures $(or $(PAGE),http://127.0.0.1:7860)

openapi:  ## the API's description in docs/openapi.json, from the code
	@$(INSTALL) dev
	@$(BIN)/python -c "from pathlib import Path; from cinq.serving.openapi import text; Path('docs/openapi.json').write_text(text())"

alerts:  ## what Prometheus, Alertmanager and Grafana of the compose file work by
	@$(INSTALL) dev
	@$(BIN)/cinq alerts render --compose --to configs

lock:  ## make the locks anew from pyproject.toml
	@$(INSTALL) dev
	@$(BIN)/python requirements/lock.py

spark:  ## Spark beside the environment, for `cinq train --engine spark`; wants Java 17
	@$(INSTALL) spark

peers:  ## what `make bench` compares with, in .venv-peers
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/peers.txt
	@.venv-peers/bin/python -m pip --disable-pip-version-check install --quiet "torch==2.13.0" "lenskit==2025.8.1"

deep:  ## PyTorch beside the environment's pins, for Mult-VAE
	@$(INSTALL) runtime
	@$(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check install --quiet "torch==2.13.0"

env:  ## random passwords and an API key for the compose file, in .env
	@$(PYTHON) docker/random_secrets.py

clean:  ## remove the environment and what tools left; the state in .cinq stays
	rm -rf .venv .venv-peers .venv-install.log .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis site build cinq.egg-info
