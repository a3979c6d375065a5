# Every target creates .venv when it is missing. `make book` builds the website, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
CHAPTERS := book
START := _build/html/index.html
CHROMIUM ?= $(shell command -v chromium || command -v google-chrome)
export CHROMIUM
PIP := -m pip install --quiet --disable-pip-version-check
PYTEST := -m pytest -q -n 2 --dist loadfile --nbval --nbval-current-env
BOUNDS := $(shell grep -oE '(numpy|sympy|matplotlib)>=[0-9.]+' pyproject.toml)

.PHONY: book pdf test test-notebooks test-site test-conformance refresh serve lab clean browser
.PHONY: bench-site bench-growth bench-accuracy bench-losses costs
.PHONY: mutants mutants-book mutants-figures trust
.PHONY: test-versions test-oldest test-newest test-reproducible test-refresh plain-sphinx lock audit workflows

book: $(READY) _build/.fresh
	PATH="$(CURDIR)/$(BIN):$$PATH" jupyter-book build . -W -n --keep-going
	@echo "The book starts at $(CURDIR)/$(START)"

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/python $(PYTEST) book lossutils tests

test-notebooks: $(READY)
	$(BIN)/python $(PYTEST) $(CHAPTERS)

test-site: browser .venv/.site
	$(MAKE) book
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup tests/site

bench-growth: $(READY)
	$(BIN)/python -m benchmarks.growth

# The PDF is linked from the pages that are built after it.
pdf: browser .venv/.site book
	$(BIN)/python -m tools.pdf _build/loss-functions-derived.pdf
	$(MAKE) book

bench-site: browser .venv/.site
	$(BIN)/python -m benchmarks.site

browser:
	@test -x "$(CHROMIUM)" || { echo "Chromium or Chrome is missing, so nothing was run: apt-get install chromium" \
		"(Debian), or set CHROMIUM=/path/to/it" >&2; exit 1; }

test-conformance: .venv/.peers
	$(BIN)/python -m pytest -q -n 2 tests/conformance/test_conformance.py

bench-accuracy: .venv/.peers
	$(BIN)/python -m benchmarks.accuracy

# Mutation tests: would a test notice a wrong line, a wrong derivation, a wrong figure? Minutes each, all cores.
mutants: .venv/.mutants
	$(BIN)/python -m tools.mutants.package

mutants-book: $(READY)
	$(BIN)/python -m tools.mutants.chapters

mutants-figures: $(READY)
	$(BIN)/python -m tools.mutants.figures

# All that holds the book against mistakes and against time, beyond the tests: an hour or more.
trust: mutants mutants-book mutants-figures bench-accuracy test-conformance test-versions test-refresh \
		test-reproducible plain-sphinx workflows
	-$(MAKE) audit

refresh: $(READY)
	$(BIN)/python -m tools.refresh

serve: book
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html

lab: .venv/.lab
	$(BIN)/jupyter lab book

bench-losses: .venv/.peers
	$(BIN)/python -m benchmarks.losses

# Measures anew what the page *What a loss costs* shows; run it on a quiet machine.
costs: .venv/.peers
	$(BIN)/python -m benchmarks.losses --write
	$(BIN)/python -m tools.refresh book/choosing/cost.ipynb

clean:
	rm -rf .venv _build

# The oldest and the newest NumPy, SymPy and Matplotlib that pyproject.toml admits.
test-versions: test-oldest test-newest

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

test-reproducible:
	tools/reproducible.sh

# On any later day the committed notebooks come out again, byte by byte.
test-refresh: $(READY)
	git diff --exit-code --stat book
	$(MAKE) refresh
	git diff --exit-code --stat book

# The way out should Jupyter Book 1 no longer be maintained: Sphinx alone, at the newest release.
plain-sphinx: $(READY)
	$(PYTHON) -m venv --clear _build/$@
	_build/$@/bin/python $(PIP) -r requirements/plain-sphinx.in
	PATH="$(CURDIR)/$(BIN):$$PATH" jupyter-book config sphinx .
	echo "extensions = [name for name in extensions if name not in '$(ONLY_JUPYTER_BOOK)'.split()]" >> conf.py
	trap 'rm conf.py' EXIT; PYTHONPATH=. _build/$@/bin/sphinx-build -q -W -n --keep-going . _build/$@/html
	@_build/$@/bin/sphinx-build --version
	@echo "The book starts at $(CURDIR)/_build/$@/html/index.html"

ONLY_JUPYTER_BOOK = jupyter_book sphinx_thebe sphinx_comments sphinx_jupyterbook_latex sphinx_multitoc_numbering

# Pins everything, for every system. `make lock UPGRADE=--upgrade` moves what we do not name to the newest releases.
lock: .venv/.upkeep
	$(LOCK) --no-emit-package lossutils requirements.txt -o requirements.lock
	set -e; for group in requirements/*.txt; do $(LOCK) -c requirements.lock $$group -o $${group%.txt}.lock; done

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command "make lock" $(UPGRADE)

# Known vulnerabilities of every pinned package.
audit: .venv/.upkeep
	@mkdir -p _build
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip --progress-spinner off \
		$(addprefix -r ,$(wildcard requirements.lock requirements/*.lock)) 2>_build/audit.log \
		&& cat _build/audit.log || { \
		grep '^Found' _build/audit.log || echo "Nothing was audited, the data were not reached: _build/audit.log"; exit 1; } >&2

workflows: .venv/.upkeep
	$(BIN)/zizmor --offline --quiet .github/workflows
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

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
