# Consult 圆桌. `make` alone lists what there is; the work is done in deploy/ and manage.py.
# Every path is relative: a checkout may lie in a folder with spaces in its name.

# Debian's own where there is one: compiled with profiles of use, it takes a quarter less time than one that was not.
SYSTEM_PYTHON := $(firstword $(wildcard /usr/bin/python3.11) $(shell command -v python3.11 || command -v python3))
PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres scaled bench-ballots bench-fanout bench-join check schema demo lock

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

run: ## install, build, migrate, load the demo once, and serve on http://localhost:8000 (PORT=… for another)
	@$(SYSTEM_PYTHON) -m deploy.install run
	@$(PYTHON) manage.py setup
	@$(PYTHON) manage.py serve

test: ## install what is missing and run every test, on SQLite, PostgreSQL and in a browser
	@$(SYSTEM_PYTHON) -m deploy.install test
	@$(PYTHON) -m deploy.test

test-postgres: ## what `make test` asks of SQLite, asked of PostgreSQL: before a release (about ten minutes)
	@$(SYSTEM_PYTHON) -m deploy.install test
	@$(PYTHON) -m deploy.test --postgres

scaled: ## the scaled form on https://localhost:8443: PostgreSQL, Redis, nginx, two Daphnes, two workers (RUN="…" runs a command against it)
	@$(SYSTEM_PYTHON) -m deploy.install run
	@$(PYTHON) -m deploy.scaled $(if $(RUN),-- $(RUN))

bench-ballots: ## durable ballots a second, 500 voters at once, beside one insert a request (about ten minutes)
	@$(SYSTEM_PYTHON) -m deploy.install check
	@$(PYTHON) -m bench.ballots

bench-fanout: ## what an event costs in a hall of 200, 1,000 and 3,000 phones, beside Channels' groups and Node's ws (about ten minutes)
	@$(SYSTEM_PYTHON) -m deploy.install check
	@$(PYTHON) -m bench.fanout

bench-join: ## 1,000 phones at the door at once, and 1,000 that lose their server and come back (about three minutes)
	@$(SYSTEM_PYTHON) -m deploy.install check
	@$(PYTHON) -m bench.join

check: ## style, types, direction of imports, migrations, API snapshot
	@$(SYSTEM_PYTHON) -m deploy.install check
	@$(PYTHON) -m deploy.check

schema: ## write docs/openapi.json and the frontend's types from the API as it is
	@$(SYSTEM_PYTHON) -m deploy.install check
	@$(PYTHON) manage.py schema
	@cd frontend && npm run --silent api

demo: ## list who can sign in to the demo communities, and how
	@$(SYSTEM_PYTHON) -m deploy.install run
	@$(PYTHON) manage.py demo

lock: ## compile requirements/*.in to *.txt with hashes, after editing them
	@$(SYSTEM_PYTHON) -m deploy.install check
	@cd requirements && for name in run dev; do \
		../$(PYTHON) -m uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-emit-find-links --custom-compile-command 'make lock' $$name.in --output-file $$name.txt || exit 1; \
	done
