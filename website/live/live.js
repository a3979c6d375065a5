// *Try it*: the code of a verdict becomes editable, and a worker settles what it says now.
(() => {
  const LIMIT = 30; // seconds
  const HINT = "Change the code, then check it: Ctrl+Enter.";
  const HERE = new URL(".", document.currentScript.src);
  const cells = [...document.querySelectorAll("div.cell")];
  const editors = new Map(); // by cell: its text area, and what that replaces
  const outputs = new Map(); // by element: what the page showed in it
  const bars = new Map(); // by the bar under a verdict that is open: the button that stood there
  let worker, ready, busy;

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const script = (name) =>
    new Promise((onload, failed) => {
      const src = new URL(name, HERE);
      document.head.append(element("script", { src, onload, onerror: () => failed(Error(`no ${src}`)) }));
    });

  document.head.append(element("link", { rel: "stylesheet", href: new URL("live.css", HERE) }));
  document.body.insertAdjacentHTML("beforeend", '<svg class="glyphs" aria-hidden="true" width="0" height="0"></svg>');
  const glyphs = document.body.lastElementChild;

  /* ---- The worker ---- */

  // A page from disk may not fetch, and a script brings all that the worker needs.
  async function files() {
    if (!window.liveFiles) await script("disk.js");
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return Object.fromEntries(Object.entries(liveFiles.packed).map(([name, text]) => [name, bytes(text)]));
  }

  async function begin(progress) {
    progress("Loading Python and SymPy …", true);
    const given = location.protocol === "file:" ? await files() : null;
    const url = given ? `data:text/javascript;base64,${liveFiles.worker}` : new URL("worker.js", HERE);
    const started = (worker = new Worker(url, { type: "module" }));
    const size = (bytes) => (bytes / 1e6).toFixed(1);
    await new Promise((done, failed) => {
      started.onerror = (event) => failed(Error(event.message || "no worker"));
      started.onmessage = ({ data: { failed: reason, loaded, total } }) => {
        if (reason) failed(Error(reason));
        else if (!loaded) done();
        else if (loaded === total) progress("Starting Python …");
        else progress(`Loading Python and SymPy, once: ${size(loaded)} of ${size(total)} MB`);
      };
      started.postMessage({ files: given });
    });
  }

  function end(reason) {
    worker?.terminate();
    worker = ready = null;
    busy?.(Error(reason));
  }

  function prepare(progress) {
    return (ready ??= begin(progress).catch((error) => {
      end();
      throw Object.assign(error, { refused: true });
    }));
  }

  // Returns what the worker answers; it is ended, and another one started, when that takes too long.
  async function ask(request, progress) {
    const stopped = new Promise((_, failed) => (busy = failed));
    let timer;
    try {
      await Promise.race([stopped, prepare(progress)]);
      progress("Checking …", true);
      timer = setTimeout(() => end(`No answer within ${LIMIT} seconds, so this was stopped.`), LIMIT * 1000);
      const answered = new Promise((done, failed) => {
        worker.onmessage = ({ data }) => (data.failed ? failed(Error(data.failed)) : done(JSON.parse(data.answer)));
        worker.postMessage({ request: JSON.stringify(request) });
      });
      return await Promise.race([stopped, answered]);
    } finally {
      clearTimeout(timer);
      busy = null;
      if (!worker) prepare(() => {}).catch(() => {});
    }
  }

  /* ---- What it answers: text, and formulas in the book's own type. Never markup. ---- */

  function formula(tex, display) {
    const [[result], shapes] = JSON.parse(typesetAll([[tex, display]]));
    if (typeof result === "string") return element("code", {}, tex);
    const box = element(display ? "div" : "span", { className: display ? "math wide" : "math", innerHTML: result.join("") });
    box.firstChild.setAttribute("aria-hidden", "true");
    for (const [id, d] of shapes.filter(([id]) => !document.getElementById(id))) {
      const path = glyphs.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
      path.id = id;
      path.setAttribute("d", d);
    }
    return box;
  }

  // Between the formulas of a text lie two groups: one of a display, one in the line.
  const FORMULA = /\$\$([^]+?)\$\$|\$([^$]+?)\$/;
  const inline = (text) =>
    text.split(FORMULA).flatMap((part = "", i) => {
      if (i % 3) return part ? [formula(part, i % 3 === 1)] : [];
      return [part.replace(/\\([^\w\s])/g, "$1")];
    });

  // The little Markdown that verdicts print: paragraphs, and chains as tables without a head.
  function block(text) {
    const shown = (words) => element("p", {}, ...inline(words));
    if (!text.startsWith("|")) return shown(text);
    const rows = text.split("\n").filter((line) => /[^|\s:-]/.test(line));
    const cut = (row) => row.replace(/^\||\|\s*$/g, "").split(/(?<!\\)\|/);
    const filled = (words, i) => (words.trim() ? [element("div", { className: i ? "reason" : "step" }, shown(words.trim()))] : []);
    return element("div", { className: "chain" }, ...rows.flatMap((row) => cut(row).flatMap(filled)));
  }

  // A verdict stands in the frame of its theorem, other outputs under their cells.
  function show(cell, parts) {
    const frame = cell.matches(".tag_proof") && cell.previousElementSibling;
    const box =
      (frame && frame.matches(".proof") && frame.querySelector(".text_markdown")) ||
      cell.querySelector(".cell_output") ||
      cell.appendChild(element("div", { className: "cell_output" }));
    if (!outputs.has(box)) outputs.set(box, [...box.childNodes]);
    const made = ([kind, text]) =>
      kind === "text" ? [element("pre", { className: "live-text" }, text)] : text.trim().split(/\n\n+/).map(block);
    box.replaceChildren(...parts.flatMap(made));
  }

  /* ---- The page ---- */

  const home = (bar) => bar.closest("div.cell");
  const source = (cell) => (editors.has(cell) ? editors.get(cell).area.value : cell.querySelector("pre").textContent);
  const press = (label, onclick) => element("button", { type: "button", onclick }, label);

  const told = (bar) => element("span", { ariaHidden: "true", className: `live-told ${bar.id}` });

  // Says how it stands with a verdict, beside it and beside what it depends on; aloud if it is worth hearing.
  function say(bar, text, ended = "", aloud = true) {
    for (const place of document.getElementsByClassName(bar.id)) {
      place.textContent = text;
      place.parentElement.dataset.ended = ended;
    }
    if (aloud) bar.querySelector("output").textContent = text;
  }

  async function check(bar) {
    if (busy) return end("Stopped.");
    const goal = cells.indexOf(home(bar));
    const changed = (cell) => editors.has(cell) && source(cell) !== editors.get(cell).original;
    const edited = [...cells.keys()].filter((i) => i < goal && changed(cells[i]));
    const [button] = bar.children;
    button.textContent = "Stop";
    say(bar, "Waiting for Python …", "busy", false);
    try {
      const typesetter = window.typesetAll || script("mathjax.js");
      const request = { cells: cells.map(source), goal, edited };
      const answer = await ask(request, (text, aloud = false) => say(bar, text, "busy", aloud));
      await typesetter;
      for (const [i, parts] of answer.outputs) if (parts.length) show(cells[i], parts);
      const unproved = answer.ended === "unproved";
      if (answer.ended !== "proved") show(cells[goal], [["text", unproved ? "Unproved" : "No verdict"]]);
      say(bar, answer.ended === "proved" ? "Proved." : (unproved ? "Unproved: " : "") + answer.reason, answer.ended);
    } catch (error) {
      if (error.refused) refuse(bar, error);
      else if (bars.has(bar)) say(bar, error.message, "failed");
    }
    button.textContent = "Check";
  }

  function refuse(bar, error) {
    if (!bars.has(bar)) return;
    const notebook = document.querySelector('a[href$=".ipynb"], a[href$=".zip"]');
    say(bar, `Python did not start in this browser (${error.message}).`, "failed");
    if (notebook) bar.append(element("a", { href: notebook.href }, "The notebook runs it."));
  }

  function edit(cell, bar) {
    if (editors.has(cell)) return;
    const closed = [...document.querySelectorAll("details:not([open])")];
    const folds = closed.filter((fold) => fold.contains(cell) || cell.contains(fold));
    for (const fold of folds) fold.open = true;
    const own = home(bar) === cell;
    const original = source(cell).trimEnd();
    const area = element("textarea", { value: original, className: "live-code", spellcheck: false, wrap: "off" });
    area.ariaLabel = own ? "Code of the verdict" : "Code that the verdict depends on";
    area.setAttribute("autocapitalize", "off");
    area.oninput = () => (area.rows = area.value.split("\n").length + own);
    area.oninput();
    area.onkeydown = (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      check(bar);
    };
    const box = cell.querySelector(".cell_input");
    editors.set(cell, { area, original, folds, box, before: [...box.childNodes] });
    box.replaceChildren(area);
    if (!own) box.append(element("div", { className: "live-bar d-print-none" }, press("Check", () => check(bar)), told(bar)));
  }

  function open(button) {
    const bar = button.parentElement;
    bar.id = `live-${cells.indexOf(home(bar))}`;
    bars.set(bar, button);
    bar.replaceChildren(press("Check", () => check(bar)), press("Put all back", putAllBack), told(bar), element("output"));
    const needed = button.dataset.live.split(" ").map((i) => cells[i]);
    for (const cell of needed) edit(cell, bar);
    const others = needed.length - 1;
    say(bar, !others ? HINT : `${HINT} It depends on the ${others > 1 ? `${others} marked cells` : "marked cell"} above.`);
    return bar;
  }

  function putAllBack() {
    if (busy) end("Stopped.");
    for (const [box, before] of outputs) before.length ? box.replaceChildren(...before) : box.remove();
    for (const { folds, box, before } of editors.values()) {
      box.replaceChildren(...before);
      for (const fold of folds) fold.open = false;
    }
    for (const [bar, button] of bars) {
      bar.replaceChildren(button);
      for (const name of ["id", "data-ended"]) bar.removeAttribute(name);
    }
    const [first] = bars.values();
    for (const memory of [outputs, editors, bars]) memory.clear();
    first.focus();
  }

  /* ---- The page with an empty cell ---- */

  const pad = document.querySelector(".live-pad [data-live]");

  // Puts a text into the empty cell; it runs when the reader checks it, and not before.
  function write(text) {
    const bar = bars.keys().next().value || open(pad);
    const { area } = editors.get(home(bar));
    if (!bar.querySelector("a")) {
      const link = bar.appendChild(element("a", {}, "Link to this proof"));
      area.addEventListener("input", () => (link.href = `#code=${encodeURIComponent(area.value)}`));
    }
    area.value = text;
    area.dispatchEvent(new Event("input"));
    return area;
  }

  function read() {
    const [, code] = location.hash.match(/^#code=(.*)/) || [];
    try {
      if (code) write(decodeURIComponent(code));
    } catch {} // not written by this page
  }

  window.openLive = (button) => {
    if (button === pad) return write("").focus();
    const claim = button.parentElement.previousElementSibling;
    if (!button.dataset.live) return write(claim.querySelector("pre").textContent.trim()).focus();
    const bar = open(button);
    editors.get(home(bar)).area.focus();
    prepare((text) => say(bar, text, "busy", false)).then(
      () => bars.has(bar) && bar.dataset.ended === "busy" && !busy && say(bar, `Ready. ${HINT}`),
      (error) => refuse(bar, error),
    );
  };
  if (pad) {
    read();
    addEventListener("hashchange", read);
  }
})();
