# `make demo` and `make test` need make, git and Swift 6.3; they install everything else.

CONFIGURATION ?= debug
BIN := .build/$(CONFIGURATION)
SWIFT_BUILD := swift build --configuration $(CONFIGURATION)
SOURCES := Sources Tests vision Benchmarks Package.swift Fuzzing/Package.swift Fuzzing/Sources/Fuzzing Fuzzing/Targets

BUILD_PACKAGES := pkg-config libyaml-dev libcurl4-openssl-dev libssl-dev libsqlite3-dev zlib1g-dev libpq-dev
DEMO_PACKAGES := $(BUILD_PACKAGES) ffmpeg ca-certificates
TEST_PACKAGES := $(DEMO_PACKAGES) sox libsox-fmt-all libheif-examples imagemagick python3 python3-venv valgrind xz-utils zstd zsh fish postgresql-15 pgbouncer openssl chromium
BENCH_PACKAGES := $(TEST_PACKAGES) wrk time curl
DIST_PACKAGES := $(BUILD_PACKAGES) binutils dpkg-dev xz-utils
CHECK_DIST_PACKAGES := debootstrap lintian

# The models that Package.swift includes; SwiftPM notices a new or removed one only if a variable changes. To leave out a model that does
# not compile: make test VISION_MODELS="omnihuman-1-5".
export VISION_MODELS ?= $(sort $(notdir $(patsubst %/inf.yml,%,$(wildcard vision/*/inf.yml))))

# The steps of a target share a build directory and the package manager.
.NOTPARALLEL:
.PHONY: help demo test build build-tests release install lint format check-manifests check-models check-schema check-examples check-sdk check-serve check-page check-s3 \
  check-live check-live-script check-kit check-chaos check-s3-large test-durability test-keys bench check-instructions fuzz setup-demo setup-test setup-bench clean dist check-dist

help:  ## List the targets.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup-demo build  ## Predict with OmniHuman 1.5 on the samples, without an account.
	$(BIN)/runner predict vision/omnihuman-1-5 --emulator \
	  --input image=samples/astronaut-and-cat.jpg audio=samples/hello.wav mask_index=1

test: setup-test lint build-tests check-manifests check-models check-schema check-examples check-sdk check-serve check-page check-s3 check-live-script check-kit  ## Build, run all checks, and run all tests.
	Benchmarks/check-instructions $(BIN)
	swift test --configuration $(CONFIGURATION) --skip-build --disable-xctest \
	  --experimental-maximum-parallelization-width 4

test-durability: setup-test  ## Kill runs at every fault point, and a batch at 100 random moments; takes some minutes.
	$(SWIFT_BUILD) --build-tests
	DURABILITY=full swift test --configuration $(CONFIGURATION) --skip-build --disable-xctest --filter Durability

test-keys: setup-test  ## Make 200 runs fail and look for keys in all that they leave; takes some minutes.
	$(SWIFT_BUILD) --build-tests
	KEYS=full swift test --configuration $(CONFIGURATION) --skip-build --disable-xctest --filter KeyLeakTests

QUESTIONS ?= --write
bench: setup-bench release  ## Measure what the documentation claims; QUESTIONS=sign measures one.
	for product in hot-paths runner-bench run-store-exerciser; do \
	  swift build --configuration release --product $$product || exit 1; done
	Benchmarks/run $(QUESTIONS)

check-instructions: setup-bench  ## Compare the hot paths with their recorded instruction counts.
	$(SWIFT_BUILD) --product hot-paths
	Benchmarks/check-instructions $(BIN)

build: setup-demo  ## Build the programs.
	$(SWIFT_BUILD) --product runner
	$(SWIFT_BUILD) --product runner-worker
	$(SWIFT_BUILD) --product runner-emulator
	$(SWIFT_BUILD) --product runner-server

# Before the programs one by one: this way the compiler uses all processors.
build-tests: setup-test
	$(SWIFT_BUILD) --build-tests

release:  ## Build optimized programs.
	$(MAKE) build CONFIGURATION=release

PREFIX ?= /usr/local
COMPLETIONS := bash-completion/completions zsh/site-functions fish/vendor_completions.d
install: release  ## Install programs, libraries and models in PREFIX, default /usr/local.
	install -d $(DESTDIR)$(PREFIX)/bin
	.build/release/runner build --registry vision --force --quiet --output $(DESTDIR)$(PREFIX)/lib/runner
	ln -sf ../lib/runner/bin/runner $(DESTDIR)$(PREFIX)/bin/runner
	install -d $(COMPLETIONS:%=$(DESTDIR)$(PREFIX)/share/%)
	.build/release/runner completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/runner
	.build/release/runner completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_runner
	.build/release/runner completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/runner.fish

dist: release  ## Build packages of the programs and models in dist/: .tar.gz and .deb.
	@.ci/install-missing $(DIST_PACKAGES)
	.ci/make-dist .build/release dist

check-dist: dist  ## Install the packages on a bare Debian without Swift and predict; as root, takes some minutes.
	@.ci/install-missing $(CHECK_DIST_PACKAGES)
	.ci/check-dist dist

lint:  ## Check the formatting.
	swift format lint --strict --parallel --recursive $(SOURCES)

format:  ## Format all Swift files.
	swift format --in-place --parallel --recursive $(SOURCES)

check-manifests: build  ## Check all manifests in vision/, and compare them with the code.
	$(BIN)/runner validate --compile vision

check-models: build  ## Run the examples of all models in vision/ with the emulator.
	$(BIN)/runner test --warnings-as-errors

check-kit:  ## Compare docs/kit.md with the doc comments of the kit.
	.ci/kit-reference.py --check

check-schema: setup-test build  ## Compare the JSON Schema with runner's own findings.
	Tests/ManifestDocumentationTests/SchemaCheck/run.sh $(BIN)

check-examples: check-schema  ## Check the workflows and examples in docs/ci.md.
	.venv/bin/python .ci/check-examples.py $(BIN)/runner

fuzz: setup-demo  ## Fuzz manifests, fixes, units and media, each for FUZZ_SECONDS (default 60).
	Fuzzing/run.sh

check-sdk: setup-test build  ## Test the emulator with the vendor's SDK, and runner with the vendor's signing code.
	Tests/EmulatorTests/sdk/run.sh $(BIN)

check-serve: setup-test build  ## Test the server with Replicate's client, with requests as Cog gets them, and by killing it.
	Tests/RunnerServerTests/clients/run.sh $(BIN)

check-page: setup-test build  ## Test the web page in Debian's chromium, with a mouse, a keyboard, a phone's window, and by killing its server.
	Tests/RunnerPageTests/browser/run.sh $(BIN)

check-live:  ## Ask the real service what is disputed about it, for about $1; see Tests/Live/check_live.py.
	python3 Tests/Live/check_live.py $(ARGUMENTS)

check-live-script: setup-test build  ## Try check-live on the emulator and on a server that answers the other way.
	PYTHONDONTWRITEBYTECODE=1 python3 Tests/Live/test_check_live.py $(BIN)/runner-emulator

check-s3: setup-test build  ## Stage files in a bucket of moto, and check them with boto3.
	Tests/StagingTests/s3/run.sh $(BIN)

CHAOS ?= --runs 100
check-chaos: setup-test build  ## Kill, suspend and restart workers at random, and count what the emulator saw; CHAOS=options.
	PYTHONDONTWRITEBYTECODE=1 python3 Tests/Chaos/run.py $(BIN) $(CHAOS)

check-s3-large: setup-test build  ## The same with a 1 GB file; also measures the worker's memory.
	Tests/StagingTests/s3/run.sh $(BIN) --large

setup-demo:
	@.ci/install-missing $(DEMO_PACKAGES)

setup-test:
	@.ci/install-missing $(TEST_PACKAGES)

setup-bench:
	@.ci/install-missing $(BENCH_PACKAGES)

clean:  ## Remove all build results.
	rm -rf .build .venv
