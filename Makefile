# `make test` checks everything and needs only Python (3.10 or newer) and a Rust toolchain.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: test install format docs lint rust-test python-test explore sanitize fuzz bench clean

test: lint rust-test python-test

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed: make test PYTHON=…")'
	$(PYTHON) -m venv $(VENV)

# The package as a user gets it, built for release, with all that the tests use: of CAMeL Tools and
# AraBERT the functions that need no deep-learning stack.
install: $(BIN)/python
	$(BIN)/python -m pip install --quiet '.[test]'
	$(BIN)/python -m pip install --quiet --no-deps camel-tools==1.6.0 arabert==1.0.1

format: install
	cargo fmt
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# The pages that are written from the code.
docs: install
	$(BIN)/python docs/generate.py

lint: install
	cargo fmt --check
	cargo clippy --quiet --all-targets --features arrow,train -- -D warnings
	cargo clippy --quiet --features python -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --quiet --no-deps --features arrow,train
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/stubtest --mypy-config-file pyproject.toml warraq._core

# Without Python: the crate alone, then with all that does not need Python. Where the development
# data is, the tests that read it run too.
rust-test:
	cargo test --quiet
	cargo test --quiet --features arrow,train -- $(if $(wildcard ../shared/data),--include-ignored)

python-test: install
	$(BIN)/pytest

# The tests on generated input with new input each time, until one fails.
explore: install
	while cargo test --quiet --features arrow,train && $(BIN)/pytest --quiet; do :; done

# The tests of what has `unsafe`, normalization, Arrow and the network of the entity tagger, with
# every access to memory checked.
sanitize:
	@cargo +nightly --version || { echo 'make sanitize: needs a nightly toolchain:' \
	    'rustup toolchain install nightly'; exit 1; }
	@grep -qs avx512_vbmi2 /proc/cpuinfo || \
	    echo 'make sanitize: this processor has no AVX-512 VBMI2: the kernels will not run'
	RUSTFLAGS=-Zsanitizer=address cargo +nightly test --quiet --lib --features arrow \
	    --target "$$(rustc +nightly -vV | sed -n 's/^host: //p')" -- normalize:: arrow:: entities::

# Until it is stopped, or fails.
fuzz:
	@cargo +nightly fuzz --version || { echo 'make fuzz: needs a nightly toolchain and cargo-fuzz:' \
	    'rustup toolchain install nightly; cargo install --locked cargo-fuzz'; exit 1; }
	cargo +nightly fuzz run project -- -max_total_time=60
	cargo +nightly fuzz run values -- -max_total_time=60
	cargo +nightly fuzz run quotes -- -max_total_time=60
	cargo +nightly fuzz run normalize

bench: install
	cargo bench --features arrow
	$(BIN)/python -m pip install --quiet -r benches/peers.txt
	$(BIN)/python -m pip install --quiet --no-deps camel-tools==1.6.0
	$(BIN)/python benches/peers.py

clean:
	rm -rf target $(VENV)
