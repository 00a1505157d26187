# Thin on purpose: scripts/prepare.py does the work, on Windows too.
# Arguments go on with ARGS, e.g. make test ARGS="-k progress".
PYTHON ?= python3
PREPARE = $(PYTHON) scripts/prepare.py
OUT ?= tour

.DEFAULT_GOAL := help
.PHONY: help run test check format tour bench lock clean

help:
	@echo "make run      open AcuDesk on the demo practice, apart from real data"
	@echo "make test     run all tests, without a display"
	@echo "make check    ruff, mypy and import-linter"
	@echo "make format   put the code into the project's format"
	@echo "make tour     drive the window through every page; pictures go to OUT=$(OUT)"
	@echo "make bench    measure, and write docs/performance.md"
	@echo "make lock     choose the versions of dependencies anew (ARGS=--upgrade)"
	@echo "make clean    remove .venv and everything that was made"

run test check format bench lock clean:
	@$(PREPARE) $@ $(ARGS)

tour:
	@$(PREPARE) tour --out $(OUT) $(ARGS)
