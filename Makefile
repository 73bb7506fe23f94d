# Every target sets up what it needs in .venv, from pyproject.toml, with your own pip settings.
.POSIX:
# Two installations into one .venv at the same time would spoil it.
.NOTPARALLEL:
.PHONY: help run serve test soak check bench sbom docs clean

# Another Python: make test PYTHON=python3.13
PYTHON =
# More for pytest: make test ARGS='-k deadline'
ARGS =

BIN = .venv/bin
# The stamp files lie inside .venv, so that removing it removes them.
READY = .venv/ready-to-run
READY_WEB = .venv/ready-to-serve
READY_DEV = .venv/ready-to-test
PIP_INSTALL = $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check

help:
	@echo 'make run    play a fictional case through the national template'
	@echo 'make serve  open the worker'"'"'s pages in a browser, with fictional people'
	@echo 'make test   run all tests'
	@echo 'make soak   prove for an hour that nothing is lost or done twice'
	@echo 'make check  format, lint, types, import layers, the template itself, docs'
	@echo 'make bench  measure the hot paths and print a table'
	@echo 'make sbom   write what Casepath is made of (CycloneDX) into build/casepath.cdx.json'
	@echo 'make docs   build the documentation into docs/_build/html'
	@echo 'make clean  remove what these made, .venv too'

run: $(READY)
	@$(BIN)/casepath demo
	@echo 'Next: make serve opens the pages of a social worker in a browser.'

serve: $(READY_WEB)
	@$(BIN)/casepath serve . --demo $(ARGS)

test: $(READY_DEV)
	$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

soak: $(READY_DEV)
	$(BIN)/python -m tests.proofs.soak $(ARGS)

check: $(READY_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/casepath check .
	$(BIN)/casepath format --check .
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

bench: $(READY_DEV)
	@$(BIN)/python benchmarks/run.py
	@echo
	@$(BIN)/python benchmarks/forms.py
	@echo
	@$(BIN)/python benchmarks/timers.py
	@echo
	@$(BIN)/python benchmarks/worklist.py

# What Casepath is made of, for whoever has to know (CycloneDX), without the tools that only we need.
sbom: $(BIN)/python
	@rm -rf build/sbom && mkdir -p build && $(BIN)/python -m venv build/sbom
	@build/sbom/bin/python -m pip install --quiet --no-input --disable-pip-version-check '.[postgres,security,otel]'
	@$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check 'cyclonedx-bom>=7,<8'
	@$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON -o build/casepath.cdx.json build/sbom
	@rm -rf build/sbom
	@echo 'Wrote build/casepath.cdx.json'

docs: $(READY_DEV)
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo 'Open docs/_build/html/index.html'

clean:
	rm -rf .venv docs/_build build dist htmlcov .coverage
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find engine tests benchmarks migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(READY): pyproject.toml $(BIN)/python
	@echo 'Setting up Casepath in .venv ...'
	@$(PIP_INSTALL) --editable .
	@touch $@

$(READY_WEB): pyproject.toml $(BIN)/python
	@echo 'Setting up Casepath and its pages in .venv ...'
	@$(PIP_INSTALL) --editable '.[web,diagrams]'
	@touch $(READY) $@

$(READY_DEV): pyproject.toml $(BIN)/python
	@echo 'Setting up Casepath and its tools in .venv ...'
	@$(PIP_INSTALL) --editable '.[dev]'
	@touch $(READY) $(READY_WEB) $@

# The first Python that is new enough and can make an environment makes .venv.
# Stubs of version managers fail and are passed over.
$(BIN)/python:
	@wish='Casepath needs Python 3.11 or newer. Install it, or name it: make $(MAKECMDGOALS) PYTHON=python3.12'; \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  $$python -c 'import ensurepip, venv' >/dev/null 2>&1 && exec $$python -m venv --clear .venv; \
	  wish='Python cannot make virtual environments here. On Debian or Ubuntu: apt-get install python3-venv'; \
	done; \
	echo "$$wish" >&2; exit 1
