# Commands for people and for CI. `scripts/setup` installs everything that they need.
# The environments are outside the checkout: a plain `rasa test` reads every YAML file below it.
HANDOFF_ENVS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/rasa-human-handoff
export HANDOFF_ENVS
export RASA_TELEMETRY_ENABLED = false
# Without its bytecode Python compiles TensorFlow anew at every start of Rasa, for seven seconds.
unexport PYTHONDONTWRITEBYTECODE
# The vendors whose agents the demo has: liveperson, cm or parley, or several such as cm,parley.
VENDOR ?= liveperson
export VENDOR
# What the demo's bot speaks: en or nl. A desktop has a variable LANGUAGE of its own, which is not meant.
ifeq ($(origin LANGUAGE),command line)
export DEMO_LANGUAGE := $(LANGUAGE)
endif
PYTHON = $(HANDOFF_ENVS)/rasa/bin/python
UV = $(HANDOFF_ENVS)/uv/bin/uv
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help demo cluster sandbox test chaos bench understanding pictures reference format lock clean

help: ## Show the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 14

demo: ## Chat with the demo bot in the terminal or in a browser; VENDOR=cm or parley, LANGUAGE=nl
	@scripts/setup rasa
	@$(PYTHON) -m demo

cluster: ## The same with 2 Rasa and 2 action servers behind nginx, Redis and PostgreSQL
	@scripts/setup rasa
	@$(PYTHON) -m cluster

sandbox: ## The imitated vendors alone, for a bot of your own; sandbox/README.md says how it reaches them
	@scripts/setup rasa
	@$(PYTHON) -m sandbox

test: ## Run everything that must hold before a release; STEPS="unit types" runs only these steps
	@scripts/setup rasa sdk
	@$(PYTHON) -m scripts.test $(STEPS)

chaos: ## Kill servers at random moments while requests are delivered again and again
	@scripts/setup rasa
	@$(PYTHON) -c "from cluster.programs import missing_programs; raise SystemExit(missing_programs())"
	@CHAOS=full $(PYTHON) -m pytest -v -s tests/several_servers/test_random_kills.py tests/chaos

bench: ## Measure the speed, compared with a plain blocking action
	@scripts/setup rasa
	@$(PYTHON) -m benchmarks

understanding: ## Measure how well bots of other trades recognise who wants a person
	@scripts/setup rasa
	@$(PYTHON) -m understanding

pictures: ## Take the README's pictures again, of the running demo, with chromium
	@scripts/setup rasa
	@$(PYTHON) -m scripts.pictures

reference: ## Write the tables of docs/settings.md and the JSON schema of human_handoff.yml again
	@scripts/setup rasa
	@$(PYTHON) -m scripts.settings_reference

format: ## Format the code
	@scripts/setup rasa
	@$(PYTHON) -m ruff format . && $(PYTHON) -m ruff check --fix .

lock: ## Resolve the requirements again
	@scripts/setup
	$(COMPILE) --python-version 3.8 requirements/uv.in -o requirements/uv.txt
	$(COMPILE) --python-version 3.10 --group rasa --group dev pyproject.toml -o requirements/rasa.txt
	$(COMPILE) --python-version 3.10 --group sdk --group dev pyproject.toml -o requirements/sdk.txt
	$(COMPILE) --python-version 3.13 --extra redis --extra metrics --extra callbacks --group action_server -c requirements/sdk.txt pyproject.toml -o requirements/action_server.txt
	$(COMPILE) --python-version 3.10 --extra redis --group rasa_server -c requirements/rasa.txt pyproject.toml -o requirements/rasa_server.txt

clean: ## Remove models, results and caches
	rm -rf models results .rasa .mypy_cache .ruff_cache .hypothesis .coverage dist
