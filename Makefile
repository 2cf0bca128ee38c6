# Each target is a task of this project; the scripts of the targets are in infra/.
.DEFAULT_GOAL := help
.PHONY: help setup run stack stack-down stack-test test test-long lint fmt bench functions sbom deploy openapi clean

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what the other targets need, into .tools/ where it can be
	infra/install.sh font node nextest deny sam browser

run: ## Build and start the local edition; ARGS="--port 9000" and the like
	infra/install.sh font && infra/site.sh build
	cargo build --locked --workspace --bin beian
	target/debug/beian run $(ARGS)

stack: ## Start the whole stack here: LocalStack, the functions in Lambda's container, the site
	infra/stack.sh up

stack-down: ## End what `make stack` started
	infra/stack.sh down

stack-test: ## Run the journeys on the whole stack, in a real browser too
	infra/stack.sh test

test: ## Run every test, the browser's too
	infra/test.sh

test-long: ## Run the tests that take hours, what passed before left out; ARGS="faults" runs one of them again
	infra/long.sh $(ARGS)

lint: ## Check format, circles of files, code, dependencies, template and the site's types
	infra/lint.sh

fmt: ## Format the code
	cargo fmt --all

bench: ## Measure every function and write docs/BENCH.md
	infra/bench.sh $(ARGS)

functions: ## Build every function for AWS Lambda (arm64)
	infra/functions.sh lambda $(ARGS)

sbom: ## Write the list of all components into target/sbom/
	python3 infra/sbom.py target/sbom

deploy: ## Deploy to AWS; asks what it is not told. ARGS="--yes" and the like: infra/deploy.sh
	infra/deploy.sh $(ARGS)

openapi: ## Write infra/openapi.json and the site's client from the code
	infra/openapi.sh

clean: ## Remove what was built or installed here; data/ stays
	rm -rf target .tools site/dist site/.astro site/node_modules tests/browser/node_modules
