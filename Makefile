# Every chore of this house. `make help` lists them; each can be the first command on a fresh machine.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
NAME ?= step
PYTHON := .venv/bin/python
export PORT

.PHONY: help setup demo test test-fast check run worker bench looks format lock licenses translations clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install everything that the others need (quick when done)
	@scripts/setup.sh test

demo: ## set up, then open an office with demo data at 127.0.0.1:8000 (PORT=…)
	@scripts/setup.sh run
	@./xinfu demo

test: ## everything: both databases, a real browser, crashes (ARGS="-k word" narrows it)
	@scripts/setup.sh test
	@scripts/test.sh $(ARGS)

test-fast: ## law, engine and structure only: seconds
	@scripts/setup.sh check
	@.venv/bin/pytest -q -n 2 $(wildcard tests/law tests/engine tests/structure)

check: ## format, lint, types, layers, lengths, addresses, licences
	@scripts/setup.sh check
	@scripts/check.sh

run: ## serve the office (settings: XINFU_…)
	@scripts/setup.sh run
	@./xinfu serve

worker: ## one more worker for an office on PostgreSQL
	@scripts/setup.sh run
	@./xinfu worker

bench: ## measure: NAME=step, http, inbox, chaos …
	@scripts/setup.sh test
	@./xinfu bench $(NAME) $(ARGS)

looks: ## pictures of every screen, diagram and paper into looks/
	@scripts/setup.sh test
	@$(PYTHON) -m scripts.looks

format: ## put the code into its form
	@scripts/setup.sh check
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

lock: ## recompute the pinned libraries from requirements/*.in and package.json
	@scripts/setup.sh check
	@scripts/lock.sh

licenses: ## rewrite docs/licenses.md from what is installed
	@scripts/setup.sh test
	@$(PYTHON) -m scripts.licenses --write

translations: ## take new sentences into the English catalogue, and say which have no English yet
	@scripts/setup.sh check
	@$(PYTHON) -m scripts.translations
	@scripts/setup.sh check

clean: ## remove what set-up and tests made, keep var/ (the office's data)
	@rm -rf .venv node_modules webapp/static/built .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
