# Each target is one script. 'make' without a target lists them.
.DEFAULT_GOAL := help
.PHONY: help setup build install uninstall deb docs check test soak bench fuzz sanitize coverage lint soundness pair clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: ## install what building and testing need, if it is missing
	@scripts/setup

build: ## build .build/release/kith
	@scripts/build

install: ## install kith as a service (PREFIX=/usr/local DESTDIR=)
	@scripts/install

deb: ## build a Debian package in .build/packages
	@scripts/deb

uninstall: ## remove the installed files
	@scripts/install --remove

docs: ## write the generated texts: settings in the docs and the sample file, lists of migrations
	@scripts/docs

check: ## run every module's own tests and the quick checks (three minutes at most after a build)
	@scripts/check

test: ## run every test (a quarter of an hour on two cores)
	@scripts/test

soak: ## run the tests at full length (tens of minutes)
	@scripts/soak

bench: ## measure kith and the programs that it is compared with
	@scripts/bench

fuzz: ## run every fuzzer for a minute ('scripts/fuzz SECONDS NAME...' runs some for longer)
	@scripts/fuzz

sanitize: ## run the tests of modules that read untrusted input under ThreadSanitizer and AddressSanitizer
	@scripts/sanitize

coverage: ## show which lines the tests reach, by module
	@scripts/coverage

lint: ## check the layout of the code
	@scripts/lint

soundness: ## check every rule that a script can check
	@scripts/soundness

pair: ## build kith and pair a device; ARGS="--name Tablet" passes options on
	@scripts/pair $(ARGS)

clean: ## remove everything that was built
	@scripts/clean
