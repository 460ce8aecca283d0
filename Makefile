# Two commands: `make run` and `make test`. Each does all the set-up it needs.
# Needs only Python >= 3.11, make and a package index. uv is used where it can be had: it installs in seconds.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# one more than there are processors: much of the suite waits for a bot that may say one thing a second
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)

.PHONY: run setup test unit check format kills bench soak clean

run: setup
	@$(BIN)/zongjie serve

setup: $(STAMP)
	@$(BIN)/zongjie samples rebuild --if-needed

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新 / Python 3.11 or newer is needed: make PYTHON=python3.12 run"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "正在安装（首次约一两分钟）/ installing, the first time takes a minute or two …"
	@UV=$$(command -v uv || true); \
	if [ -z "$$UV" ]; then $(BIN)/python -m pip install --quiet uv 2>/dev/null && UV=$(BIN)/uv || true; fi; \
	export VIRTUAL_ENV=$(abspath $(VENV)); \
	{ [ -n "$$UV" ] && "$$UV" pip install --quiet --compile-bytecode -r requirements-dev.lock 2>/dev/null && "$$UV" pip install --quiet --no-deps -e . 2>/dev/null; } \
	|| { $(BIN)/python -m pip install --quiet -r requirements-dev.lock && $(BIN)/python -m pip install --quiet --no-deps -e .; }
	@touch $(STAMP)

unit: setup
	@$(BIN)/python -m pytest -m "not slow"

test: setup
	@sh tests/browser/install
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory test

format: setup
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

kills: setup
	@$(BIN)/python -m tests.bench kills kills_sessions telegram_kills --full

bench: setup
	@$(BIN)/python -m tests.bench

soak: setup
	@$(BIN)/python -m tests.bench.soak

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
