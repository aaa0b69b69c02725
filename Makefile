# `make X` runs scripts/X.mts; `make X ARGS='…'` gives it arguments, ENV=prod make X chooses the environment.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.NOTPARALLEL:

# Arguments travel in the environment and are split in TypeScript: neither make nor a shell evaluates them.
unexport ARGS
export GANTRY_ARGS := $(value ARGS)
ifneq ($(origin ENV),undefined)
override export ENV := $(value ENV)
endif
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export NODE_COMPILE_CACHE ?= $(CURDIR)/node_modules/.cache/node

# npm writes this file last; it stands for "installed".
installed := node_modules/.package-lock.json
runtime = [ -e node_modules/.bin/node ] || node -e 'process.exit(process.features.typescript ? 0 : 1)' || \
  { echo 'Node 22.18 or newer is needed on this platform (here: '"$$(node --version 2>&1)"'): https://nodejs.org' >&2; exit 1; }
start = @$(runtime); exec
# No module here is reached through a symbolic link: not looking for one saves a tenth of every start.
script = node --preserve-symlinks

help: FORCE $(installed)
	$(start) $(script) scripts/help.mts

%: scripts/%.mts $(installed) FORCE
	$(start) $(script) $<

test goals: %: FORCE $(installed)
	$(start) node $@/run.mts

docs: FORCE $(installed)
	$(start) node docs/write.mts

types: FORCE $(installed)
	@exec tsc --noEmit

check: types test
	$(start) node scripts/render.mts --check

# Names that commands had before; `make help` reads these lines.
docker-build-optimized: build
docker-ssl-setup: ssl-setup
docker-layer-analysis: analyze-layers
docker-test-alpine: test-alpine

# Behind a proxy whose authority only the system knows, npm would otherwise try for minutes.
$(installed): export NODE_USE_SYSTEM_CA ?= 1
$(installed): package-lock.json
	@command -v npm >/dev/null || { echo 'npm is missing: install Node 22.18 or newer (https://nodejs.org), then run make again' >&2; exit 1; }
	@lock=; ! command -v flock >/dev/null || lock='flock package-lock.json'; exec $$lock sh -c '$(install)' >&2

# Whoever had to wait for the lock finds the work done. A runtime that does not run here (musl) gives way to the host's.
define install
[ $(installed) -nt package-lock.json ] && exit; echo "installing packages (npm ci)"; \
npm ci --no-audit --no-fund --loglevel=error && touch $(installed) && \
{ node_modules/.bin/node -e 0 2>/dev/null || rm -f node_modules/.bin/node; }
endef

# Two goals where the second is no command: `make restart api` would restart everything first.
commands := $(patsubst scripts/%.mts,%,$(wildcard scripts/*.mts)) test goals docs types check
ifneq ($(word 2,$(MAKECMDGOALS)),)
strangers := $(filter-out $(commands) docker-%,$(MAKECMDGOALS))
ifneq ($(strangers),)
$(error there is no command $(firstword $(strangers)); words for a command go into ARGS: make $(firstword $(MAKECMDGOALS)) ARGS='$(strangers)')
endif
endif

# A folder's name is a goal like any other, and an unknown one deserves an answer.
unknown = $(start) env -u GANTRY_ARGS node scripts/help.mts -- '$(subst ','\'',$@)'
$(filter-out $(commands),$(patsubst %/,%,$(wildcard */))): FORCE $(installed)
	$(unknown)
.DEFAULT:
	$(unknown)

Makefile package-lock.json FORCE: ;
.PHONY: FORCE
