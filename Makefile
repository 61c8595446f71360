# Two commands on a fresh machine: make demo, make test. Everything else is in make help.
.DELETE_ON_ERROR:
.PHONY: help bench bench-smoke bench-full bench-matching demo test fuzz check stack stack-down apps dev clean audit generate build integrity integrity-smoke
.DEFAULT_GOAL := help

NODE_VERSION := 24.21.0
NODE_PLATFORM := $(shell uname -s | tr A-Z a-z)-$(subst aarch64,arm64,$(subst x86_64,x64,$(shell uname -m)))
TOOLS := .tools
STACK_DIR := .stack

# The machine's own Node serves when it is new enough; otherwise 24 LTS is fetched from npm into .tools.
NODE_IS_NEW := $(shell node -p 'const [a, b] = process.versions.node.split(".").map(Number); a > 24 || (a === 24 && b >= 9) ? "yes" : ""' 2>/dev/null)
NODE_READY := $(if $(NODE_IS_NEW),,$(TOOLS)/node/.version-$(NODE_VERSION))
export PATH := $(CURDIR)/$(TOOLS)/node/bin:$(PATH)
# kafkajs sets a timer in the past on Node 24; the warning tells a user nothing.
NODE := node --disable-warning=TimeoutNegativeWarning

SOURCES := $(shell find apps libs -path apps/web -prune -o \( -name '*.ts' -o -name '*.json' \) -path '*/src/*' -print 2>/dev/null)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'
	@echo '  STACK=local|docker|env says where Kafka, PostgreSQL and Redis come from (default: local on Linux, else docker)'

$(TOOLS)/node/.version-$(NODE_VERSION):
	@command -v npm >/dev/null || { echo 'npm is missing, so Node $(NODE_VERSION) cannot be fetched. Fix on Debian or Ubuntu, as root: apt-get install -y npm; elsewhere: https://nodejs.org/en/download' >&2; exit 1; }
	@echo 'Fetching Node $(NODE_VERSION) into $(TOOLS)/node (the machine has $(shell node -v 2>/dev/null || echo none))'
	@rm -rf $(TOOLS)/node $(TOOLS)/node.unfinished && mkdir -p $(TOOLS)/node.unfinished
	@npm pack --loglevel=error --pack-destination $(TOOLS)/node.unfinished node-$(NODE_PLATFORM)@$(NODE_VERSION) >/dev/null || { echo 'npm has no Node $(NODE_VERSION) for $(NODE_PLATFORM), or cannot be reached. Fix: install Node 24 LTS from https://nodejs.org/en/download' >&2; exit 1; }
	@tar -xzf $(TOOLS)/node.unfinished/*.tgz -C $(TOOLS)/node.unfinished --strip-components=1 package/bin package/package.json package/LICENSE
	@rm -f $(TOOLS)/node.unfinished/*.tgz && touch $(TOOLS)/node.unfinished/.version-$(NODE_VERSION)
	@mv $(TOOLS)/node.unfinished $(TOOLS)/node

# The stamp holds the lock file that was installed: a newer date alone (a checkout) installs nothing again.
# Not `npm ci`: it refuses a lock file that lacks the binaries for other platforms when the registry it was made with lacked
# them. This installs the locked versions just the same and leaves the lock file alone; a unit test holds it against package.json.
node_modules/.installed: package-lock.json | $(NODE_READY)
	@cmp -s package-lock.json $@ || echo 'Installing the locked packages into node_modules: a minute or more without a word' >&2
	@cmp -s package-lock.json $@ || npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
	@cp package-lock.json $@

dist/.built: node_modules/.installed tsconfig.json tsconfig.build.json $(SOURCES)
	@echo 'Compiling into dist: a minute at the first time, seconds when little changed' >&2
	@node_modules/.bin/tsc -p tsconfig.build.json
	@touch $@

build: dist/.built ## compile what is stale

stack: node_modules/.installed ## start Kafka, PostgreSQL and Redis of this clone
	@$(NODE) deploy/stack/stack.mjs up --dir $(STACK_DIR)

stack-down: | $(NODE_READY) ## stop apps and stack, keep the data
	@$(NODE) deploy/stack/apps.mjs stop --dir $(STACK_DIR)
	@$(NODE) deploy/stack/stack.mjs down --dir $(STACK_DIR)

demo: stack dist/.built ## start everything and send invented signals through it (SIGNALS=5000 SEED=1)
	@bin/eropaf migrate
	@bin/eropaf demo --prepare
	@$(NODE) deploy/stack/apps.mjs start --dir $(STACK_DIR)
	@bin/eropaf demo $(if $(SIGNALS),--signals $(SIGNALS)) $(if $(SEED),--seed $(SEED))

bench: stack dist/.built ## how fast it is beside what it stands on and what others would build (BENCH="--only pipeline")
	@$(NODE) test/bench/main.mjs $(BENCH)

bench-smoke: stack dist/.built ## the same so small that its figures say nothing but that it runs
	@$(NODE) test/bench/main.mjs --smoke $(BENCH)

bench-full: stack dist/.built ## the same with a backlog of 1,000,000 signals and 5,000,000 residents: takes hours
	@$(NODE) test/bench/main.mjs --full $(BENCH)

bench-matching: dist/.built ## how well signals find their residents, on invented registers of a million (SMOKE=1: a minute)
	@$(NODE) test/bench/matching/main.mjs $(if $(SMOKE),--smoke)

apps: stack dist/.built ## start the apps alone, in the background; those of an older build or other settings are started again
	@bin/eropaf migrate
	@$(NODE) deploy/stack/apps.mjs start --dir $(STACK_DIR)

dev: stack dist/.built ## run the apps in the foreground; each restarts when its source changes
	@bin/eropaf migrate
	@bin/eropaf demo --prepare
	@$(NODE) deploy/stack/apps.mjs stop --dir $(STACK_DIR)
	@$(NODE) deploy/stack/apps.mjs watch --dir $(STACK_DIR)

check: node_modules/.installed ## format, lint, types, boundaries, generated files, unit and property tests
	@$(NODE) deploy/run-tests.mjs check

test: node_modules/.installed ## check, then every test against a stack of its own; ends with "N passed, N failed"
	@$(NODE) deploy/run-tests.mjs test

integrity-smoke: node_modules/.installed ## the promises under faults: planted bugs, crash points, some cells of the matrix
	@$(NODE) deploy/run-tests.mjs integrity-smoke

integrity: dist/.built ## the whole matrix of faults, on servers of its own, for hours (ONLY=workers/kill SEED=1042: one part)
	@$(NODE) deploy/run-integrity.mjs $(if $(ONLY),--only $(ONLY)) $(if $(SEED),--seed $(SEED))

generate: dist/.built ## write the generated files again
	@$(NODE) deploy/check-generated.mjs --write

audit: node_modules/.installed ## known vulnerabilities in what we install
	@npm audit --loglevel=error

fuzz: node_modules/.installed ## a million odd messages and requests (FUZZ_SEED=7 gives those of an earlier run again)
	@$(NODE) deploy/run-tests.mjs fuzz

clean: | $(NODE_READY) ## stop everything and remove all data and built files of this clone
	@for dir in $(STACK_DIR)/test $(STACK_DIR); do $(NODE) deploy/stack/apps.mjs stop --dir $$dir && $(NODE) deploy/stack/stack.mjs clean --dir $$dir || exit 1; done
	@rm -rf dist coverage
