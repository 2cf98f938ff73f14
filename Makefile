# Each target is one script; 'make' alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup build install uninstall docs check test soak bench fuzz sanitize coverage lint soundness pair clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: ## install what building and testing need, and nothing that is there already
	@scripts/setup

build: ## build .build/release/kith
	@scripts/build

install: ## put kith in place as a service; PREFIX=/usr/local DESTDIR=
	@scripts/install

uninstall: ## take that away again
	@scripts/install --remove

docs: ## write what is generated: settings in docs and the sample file, lists of migrations
	@scripts/docs

check: ## every module's own tests and the quick rules; at most three minutes after a build
	@scripts/check

test: ## every test; a quarter of an hour on two cores
	@scripts/test

soak: ## the same with full counts; takes long
	@scripts/soak

bench: ## measure, side by side with what kith is compared to
	@scripts/bench

fuzz: ## every fuzzer for a minute; 'scripts/fuzz SECONDS NAME...' runs some for longer
	@scripts/fuzz

sanitize: ## the tests of what reads from strangers, under ThreadSanitizer and AddressSanitizer
	@scripts/sanitize

coverage: ## which lines the tests reach, by module
	@scripts/coverage

lint: ## the layout of the code
	@scripts/lint

soundness: ## every rule that a script can check
	@scripts/soundness

pair: ## build kith and pair a device; ARGS="--name Tablet" passes options on
	@scripts/pair $(ARGS)

clean: ## remove all that was built
	@scripts/clean
