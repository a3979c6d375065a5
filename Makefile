# Every target creates .venv when it is missing. `make help` lists what there is.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
CHAPTERS := book
START := _build/html/index.html
CHROMIUM ?= $(shell command -v chromium || command -v google-chrome)
export CHROMIUM
PIP := -m pip install --quiet --disable-pip-version-check
NBVAL := -m pytest -q --nbval --nbval-current-env
PYTEST := $(NBVAL) -n 2 --dist loadfile
BOUNDS := $(shell grep -oE '(numpy|sympy|matplotlib)>=[0-9.]+' pyproject.toml)

.PHONY: book test serve lab pdf epub help chapter refresh test-notebooks clean check test-site
.PHONY: witness test-witness test-conformance
.PHONY: test-reproducible workflows types browser trust mutants mutants-book mutants-figures test-versions test-oldest
.PHONY: test-newest test-refresh plain-sphinx audit lock costs runtime
.PHONY: bench-losses bench-accuracy bench-site bench-growth

##@ Read and run
book: $(READY) _build/.fresh ## builds the website and prints the path of its start page
	PATH="$(CURDIR)/$(BIN):$$PATH" jupyter-book build . -W -n --keep-going
	@echo "The book starts at $(CURDIR)/$(START)"

test: $(READY) ## runs every notebook and all tests
	$(BIN)/ruff check .
	$(BIN)/python $(PYTEST) book lossutils tests

serve: book ## shows the website at an address of this machine
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html

lab: .venv/.lab ## opens the chapters in JupyterLab
	$(BIN)/jupyter lab book

# The PDF is linked from the pages that are built after it.
pdf: browser .venv/.site book ## prints the whole book
	$(BIN)/python -m tools.pdf _build/loss-functions-derived.pdf
	$(MAKE) book

epub: book ## writes the book for readers of electronic paper
	$(BIN)/python -m tools.epub _build/loss-functions-derived.epub

help: ## shows this list
	@awk -F ':.*## ' '/^##@/ { print "\n" substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' \
		$(firstword $(MAKEFILE_LIST))

##@ Write
chapter: $(READY) ## tests one chapter and builds its page: make chapter NAME=hinge
	@test -f "$(CHAPTER)" || { echo "no chapter '$(NAME)'; NAME is one of: $(basename $(notdir $(wildcard book/*/*.ipynb)))" >&2; exit 1; }
	$(BIN)/python $(NBVAL) -k $(NAME) $(CHAPTER) tests/test_notebooks.py
	$(MAKE) book

CHAPTER = $(wildcard book/*/$(NAME).ipynb)

witness: .venv/.witness ## prints how the second engine fared, and keeps the numbers that the index shows
	$(BIN)/python -m tests.witness

refresh: $(READY) ## runs the notebooks in place and writes the index of theorems
	$(BIN)/python -m tools.refresh

test-notebooks: $(READY) ## compares every output with the committed one
	$(BIN)/python $(PYTEST) $(CHAPTERS)

# Run it on a quiet machine.
costs: .venv/.peers ## measures anew what the page *What a loss costs* shows
	$(BIN)/python -m benchmarks.losses --write
	$(BIN)/python -m tools.refresh book/choosing/cost.ipynb

clean: ## removes what was built and installed
	rm -rf .venv _build

##@ Check
check: browser ## all that a change must pass: make test, and all below
	$(MAKE) test
	$(MAKE) workflows
	$(MAKE) types
	$(MAKE) test-witness
	$(MAKE) test-conformance
	$(MAKE) test-reproducible
	$(MAKE) test-site

test-site: browser .venv/.site ## builds the book and reads every page in Chromium
	$(MAKE) book
	$(BIN)/python -m pytest -q -n 2 --dist worksteal tests/site

test-witness: .venv/.witness ## has a second engine, without SymPy, prove or attack every claim of the chapters
	$(BIN)/python -m pytest -q -n 2 tests/witness

test-conformance: .venv/.peers ## compares lossutils with SciPy, scikit-learn and PyTorch
	$(BIN)/python -m pytest -q -n 2 tests/conformance/test_conformance.py

test-reproducible: $(READY) ## builds the website twice, in different surroundings, and compares the bytes
	tools/reproducible.sh

workflows: .venv/.upkeep ## looks for faults in the workflows
	$(BIN)/zizmor --offline --quiet .github/workflows
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

types: .venv/.upkeep ## checks the types of the package, as its users see them
	$(BIN)/mypy

browser:
	@test -x "$(CHROMIUM)" || { echo "Chromium or Chrome is missing, so nothing was run: apt-get install chromium" \
		"(Debian), or set CHROMIUM=/path/to/it" >&2; exit 1; }

##@ Check against mistakes and time, in an hour or two
TRUST = mutants mutants-book mutants-figures bench-accuracy test-conformance test-versions test-refresh \
	test-reproducible plain-sphinx workflows types
trust: $(TRUST) ## all of these
	-$(MAKE) audit

# Would a test notice a wrong line, a wrong derivation, a wrong figure? Minutes each, all cores.
mutants: .venv/.mutants ## puts mistakes into the package and counts those that no test notices
	$(BIN)/python -m tools.mutants.package

mutants-book: $(READY) ## the same with the derivations
	$(BIN)/python -m tools.mutants.chapters

mutants-figures: $(READY) ## the same with the figures
	$(BIN)/python -m tools.mutants.figures

test-versions: test-oldest test-newest ## all tests with the oldest and the newest NumPy, SymPy and Matplotlib

# Matplotlib 3.9 uses names that pyparsing 3.3 warns about.
test-oldest: ADD = $(subst >=,==,$(BOUNDS)) 'pyparsing<3.3'
test-newest: ADD = --upgrade --upgrade-strategy eager $(patsubst %,'%',$(BOUNDS))
test-oldest test-newest: $(READY)
	$(PYTHON) -m venv --clear _build/$@
	_build/$@/bin/python $(PIP) -r requirements.lock
	_build/$@/bin/python $(PIP) --no-deps --no-build-isolation -e .
	_build/$@/bin/python $(PIP) $(ADD)
	_build/$@/bin/python -m pip list --disable-pip-version-check | grep -iE '^(numpy|sympy|matplotlib) '
	_build/$@/bin/python $(PYTEST) book lossutils tests

# On any later day the committed notebooks come out again, byte by byte.
test-refresh: $(READY) ## runs all notebooks anew and compares the files
	git diff --exit-code --stat book
	$(MAKE) refresh
	git diff --exit-code --stat book

# The way out should Jupyter Book 1 no longer be maintained: Sphinx alone, at the newest release.
plain-sphinx: $(READY) ## builds the book without Jupyter Book
	$(PYTHON) -m venv --clear _build/$@
	_build/$@/bin/python $(PIP) -r requirements/plain-sphinx.in
	PATH="$(CURDIR)/$(BIN):$$PATH" jupyter-book config sphinx .
	echo "extensions = [name for name in extensions if name not in '$(ONLY_JUPYTER_BOOK)'.split()]" >> conf.py
	trap 'rm conf.py' EXIT; PYTHONPATH=. _build/$@/bin/sphinx-build -q -W -n --keep-going . _build/$@/html
	@_build/$@/bin/sphinx-build --version
	@echo "The book starts at $(CURDIR)/_build/$@/html/index.html"

ONLY_JUPYTER_BOOK = jupyter_book sphinx_thebe sphinx_comments sphinx_jupyterbook_latex sphinx_multitoc_numbering

audit: .venv/.upkeep ## looks for known vulnerabilities of every pinned package
	@mkdir -p _build
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip --progress-spinner off \
		$(addprefix -r ,$(wildcard requirements.lock requirements/*.lock)) 2>_build/audit.log \
		&& cat _build/audit.log || { \
		grep '^Found' _build/audit.log || echo "Nothing was audited, the data were not reached: _build/audit.log"; exit 1; } >&2

# The same bytes come out until Pyodide, SymPy or mpmath change.
runtime: .venv/.runtime ## packs Pyodide, SymPy and mpmath for proofs in the page
	PATH="$(CURDIR)/$(BIN):$$PATH" python -m website.live.payload

# For every system. `make lock UPGRADE=--upgrade` moves what we do not name to the newest releases.
lock: .venv/.upkeep ## pins what the requirements bring along
	$(LOCK) --no-emit-package lossutils requirements.txt -o requirements.lock
	set -e; for group in requirements/*.txt; do $(LOCK) -c requirements.lock $$group -o $${group%.txt}.lock; done

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command "make lock" $(UPGRADE)

##@ Measure
bench-losses: .venv/.peers ## time of the losses beside SciPy, scikit-learn and PyTorch
	$(BIN)/python -m benchmarks.losses

bench-accuracy: .venv/.peers ## errors of all of them
	$(BIN)/python -m benchmarks.accuracy

bench-site: browser .venv/.site ## the website beside the default configuration of Jupyter Book
	$(BIN)/python -m benchmarks.site

bench-growth: $(READY) ## the build of a book with many more chapters
	$(BIN)/python -m benchmarks.growth

# What is made on the way.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python $(PIP) -r requirements.lock
	$(BIN)/python $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# What some targets add.
.venv/.%: requirements/%.lock $(READY)
	$(BIN)/python $(PIP) -r $<
	@touch $@

# Sphinx copies changed style sheets and scripts only when it rebuilds a page.
_build/.fresh: _config.yml _toc.yml $(shell find website -type f -not -name "*.pyc")
	rm -rf _build
	mkdir _build
	@touch $@

# What the package is compared with. Not hashed: which file of PyTorch fits depends on the machine.
.venv/.peers: benchmarks/requirements.txt $(READY)
	$(BIN)/python $(PIP) -r $<
	@touch $@
