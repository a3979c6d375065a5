# Every target creates .venv when it is missing. `make book` builds the website, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
NOTEBOOKS = $(shell find book -name '*.ipynb' -not -path '*/.ipynb_checkpoints/*' | sort)
START := _build/html/index.html

.PHONY: book test test-notebooks refresh serve lab clean bench-losses costs

book: $(READY) _build/.fresh
	PATH="$(CURDIR)/$(BIN):$$PATH" jupyter-book build . -W -n --keep-going
	@echo "The book starts at $(CURDIR)/$(START)"

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --nbval --nbval-current-env book lossutils tests

test-notebooks: $(READY)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --nbval --nbval-current-env book

refresh: $(READY)
	$(BIN)/python tests/refresh.py $(NOTEBOOKS)

serve: book
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html

lab: .venv/.lab
	$(BIN)/jupyter lab book

bench-losses: .venv/.peers
	$(BIN)/python benchmarks/losses.py

# Measures anew what the page *What a loss costs* shows; run it on a quiet machine.
costs: .venv/.peers
	$(BIN)/python benchmarks/losses.py --write
	$(BIN)/python tests/refresh.py book/choosing/cost.ipynb

clean:
	rm -rf .venv _build

$(READY): requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# Sphinx copies changed style sheets and scripts only when it rebuilds a page.
_build/.fresh: _config.yml _toc.yml $(shell find book/_static book/_vendor -type f)
	rm -rf _build
	mkdir _build
	@touch $@

.venv/.lab: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt \
		jupyterlab==4.5.11 jupyterlab-myst==2.7.0
	@touch $@

.venv/.peers: $(READY) benchmarks/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r benchmarks/requirements.txt
	@touch $@
