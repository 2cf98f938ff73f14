# Each target is one script. 'make' without a target lists them.
.DEFAULT_GOAL := help
.PHONY: help setup build install uninstall docs check test soak bench fuzz sanitize coverage lint soundness pair clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: ## install what is missing to build and test kith
	@scripts/setup

build: ## build .build/release/kith
	@scripts/build

install: ## install kith as a service; PREFIX=/usr/local DESTDIR=
	@scripts/install

uninstall: ## remove the service again; keep its data
	@scripts/install --remove

docs: ## generate the tables of settings, the sample file and the lists of migrations
	@scripts/docs

check: ## run each module's own tests and the quick checks; at most three minutes after a build
	@scripts/check

test: ## run every test; a quarter of an hour on two cores
	@scripts/test

soak: ## run the long tests with full counts; tens of minutes
	@scripts/soak

bench: ## measure kith side by side with other programs
	@scripts/bench

fuzz: ## run every fuzzer for a minute; 'scripts/fuzz SECONDS NAME...' runs some for longer
	@scripts/fuzz

sanitize: ## run the tests of the parsers under ThreadSanitizer and AddressSanitizer
	@scripts/sanitize

coverage: ## show which lines the tests reach, by module
	@scripts/coverage

lint: ## check the layout of the code
	@scripts/lint

soundness: ## run all static checks
	@scripts/soundness

pair: ## build kith and pair a device; ARGS="--name Tablet" passes options
	@scripts/pair $(ARGS)

clean: ## remove everything that was built
	@scripts/clean
