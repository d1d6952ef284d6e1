# `make run` serves the portal, `make test` checks it; each does its own set-up.
# Each set-up step runs again only when its inputs changed.

PYTHON ?= python3.11
PORT ?= 8000
VAR_DIR ?= $(CURDIR)/var
SITE_URL ?= http://127.0.0.1:$(PORT)
export PORT VAR_DIR SITE_URL

VENV := .venv
BIN := $(VENV)/bin
HONCHO := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/honcho --no-colour
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/pip --disable-pip-version-check --quiet
# The services of `make run-full` and `make test-full`.
FULL := DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/portal} REDIS_URL=$${REDIS_URL:-redis://127.0.0.1:6379/0}

.PHONY: help run run-full dev test test-full test-browser screenshots bench lint fix messages requirements reset

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# Set-up -------------------------------------------------------------------------

$(VENV)/.python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed (set PYTHON=/path/to/python3.11)."; exit 1; }
	@echo "Making the virtual environment…"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.requirements: $(VENV)/.python requirements.txt
	@echo "Installing what the portal runs on…"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.requirements-dev: $(VENV)/.requirements requirements-dev.txt
	@echo "Installing test tools and linters…"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# The machine's Node.js if it is recent enough, else the one that pip brings.
$(VENV)/.node: $(VENV)/.python requirements-build.txt
	@if node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null; then \
		echo "Using Node.js $$(node --version) of this machine."; \
	else echo "Installing Node.js for the front-end build…"; $(PIP) install --require-hashes -r requirements-build.txt; fi
	@touch $@

static/dist/.built: $(VENV)/.node package.json package-lock.json $(shell find static/src -type f 2>/dev/null)
	@echo "Building styles and scripts…"
	@PATH="$(CURDIR)/$(BIN):$$PATH"; export PATH; \
		npm ci --silent --no-audit --no-fund || { echo "npm could not fetch the front-end packages: is this machine offline?"; exit 1; }; \
		npm run --silent build
	@touch $@

$(VENV)/.messages: $(VENV)/.requirements $(wildcard locale/*/*/LC_MESSAGES/django.po)
	@$(MANAGE) messages --compile
	@touch $@

$(VAR_DIR)/static/.collected: $(VENV)/.requirements static/dist/.built
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

# Said before anything is done: the set-up may take minutes.
.PHONY: port
port: $(VENV)/.python
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT))).close()' 2>/dev/null \
		|| { echo "Le port $(PORT) est déjà pris ; essayez PORT=$$(( $(PORT) + 1 )) make $(MAKECMDGOALS)"; exit 1; }

.PHONY: setup
setup: $(VENV)/.messages static/dist/.built
	@mkdir -p $(VAR_DIR)
	@$(MAKE) --no-print-directory $(VAR_DIR)/static/.collected
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo
	@$(MANAGE) demo_accounts

# Running ------------------------------------------------------------------------

run: port ## Serve the portal with demo data at http://127.0.0.1:8000 (PORT changes it)
	@$(MAKE) --no-print-directory setup
	@exec env $(HONCHO) --procfile Procfile.embedded start

run-full: port ## The same on PostgreSQL and Redis, with a Celery worker and beat
	@$(FULL) $(MAKE) --no-print-directory setup
	@exec env $(FULL) $(HONCHO) start

dev: port ## Serve with automatic reload and debug pages
	@$(MAKE) --no-print-directory setup $(VENV)/.requirements-dev
	@exec env DEBUG=1 $(HONCHO) --procfile Procfile.dev start

reset: ## Start over: erase all data of the embedded run
	@rm -rf $(VAR_DIR)
	@echo "All data is erased; « make run » starts afresh."

# Checking -----------------------------------------------------------------------

PYTEST := $(BIN)/pytest -n 2
TOOLS := $(VENV)/.requirements-dev $(VENV)/.messages static/dist/.built

test: $(TOOLS) ## Run the tests on SQLite
	@env -u VAR_DIR -u DATABASE_URL -u REDIS_URL $(PYTEST)

test-full: $(TOOLS) ## Run all tests on PostgreSQL and Redis, with races, faults and long lists
	@env -u VAR_DIR $(FULL) $(PYTEST) -m "not browser"

test-browser: $(TOOLS) ## Run the journeys and axe in Chromium
	@command -v chromium >/dev/null || { echo "Chromium is needed: apt-get install chromium"; exit 1; }
	@env -u VAR_DIR -u PORT $(BIN)/pytest -m browser

screenshots: $(TOOLS) ## Picture the pages of the portal that runs on PORT, under var/screenshots/
	@$(BIN)/python -m tests.browser.screenshots $(VAR_DIR)/screenshots

SCALE ?= 1
bench: $(TOOLS) ## Measure the pages at full size on PostgreSQL (SCALE=0.1, PAGE=catalogue, KEEP=1)
	@mkdir -p $(VAR_DIR) && $(MAKE) --no-print-directory $(VAR_DIR)/static/.collected
	@env $(FULL) $(BIN)/python -m bench --scale $(SCALE) --output $(VAR_DIR)/bench \
		$(if $(PAGE),--page $(PAGE)) $(if $(KEEP),--keep)

lint: $(TOOLS) ## Check style, layers, templates, translations and migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check --target-version 5.2 $$(git ls-files '*.html')
	@$(BIN)/lint-imports --no-logo
	@$(MANAGE) makemigrations --check --dry-run --verbosity 1
	@$(MANAGE) check --fail-level WARNING

fix: $(TOOLS) ## Put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files '*.html')

messages: $(TOOLS) ## Find new strings, list those without French, compile
	@$(MANAGE) messages

requirements: $(VENV)/.requirements-dev ## Pin the newest allowed versions, with hashes
	@for name in requirements requirements-dev requirements-build; do \
		$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
			--no-emit-index-url --no-header $$name.in --output-file $$name.txt; done
