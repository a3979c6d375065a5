/* The loss explorer. The formulas are in formulas.js, which the build writes; uPlot draws. */
(function () {
  "use strict";

  const form = document.querySelector(".explorer");
  // What is drawn, and how far the best prediction is searched. Probabilities end at 0 and 1; scores go on.
  const KINDS = {
    score: { view: [-5, 5], search: [-12, 12], closed: false, step: 0.05, start: -0.5, letter: "f",
             axis: "score f or logit z", labels: ["+1", "−1"] },
    probability: { view: [0, 1], search: [0, 1], closed: true, step: 0.01, start: 0.5, letter: "p",
                   axis: "probability p", labels: ["1", "0"] },
  };
  const NEAR = 1e-9; // beside an end of a branch
  const FLAT = 1e-13; // a slope that counts as zero
  const PIECES = 120; // in which the valleys of a smooth stretch are looked for
  const ETAS = Array.from({ length: 101 }, (_, i) => i / 100);
  const boxes = Array.from(form.elements.loss);
  const drawings = Array.from(form.querySelectorAll(".explorer-drawing"));

  /* ---- Losses, risks and their minimisers ---- */

  function ascending(numbers) {
    return Array.from(new Set(numbers)).sort((a, b) => a - b);
  }

  // The functions of one loss, for the two labels, with its parameter put in.
  function lossOf(name, kind, parameter) {
    const cases = lossFormulas[name][kind];
    const weighted = (which, x, eta) =>
      // A term of zero weight counts nothing, even if it is infinite.
      (eta > 0 ? eta * cases[0][which](x, parameter) : 0) +
      (eta < 1 ? (1 - eta) * cases[1][which](x, parameter) : 0);
    return {
      value: (label, x) => cases[label].value(x, parameter),
      gradient: (label, x) => cases[label].gradient(x, parameter),
      risk: (x, eta) => weighted("value", x, eta),
      slope: (x, eta) => weighted("gradient", x, eta),
      ends: ascending([0, 1].flatMap((label) => cases[label].ends(0, parameter))),
      endsOf: (label) => ascending(cases[label].ends(0, parameter)),
    };
  }

  // The zero of an increasing sign between a, where it is negative, and b, where it is positive.
  function bisect(sign, a, b) {
    for (let i = 0; i < 100 && a < b; i++) {
      const middle = (a + b) / 2;
      if (middle === a || middle === b) break;
      const s = sign(middle);
      if (s === 0) return middle;
      if (s < 0) a = middle;
      else b = middle;
    }
    return (a + b) / 2;
  }

  // Where the risk is least: {risk, parts}, each part {lo, hi, closedLo, closedHi}; `beyond` is -1 or 1 if
  // the risk still falls at the lower or upper end of the search.
  function minimise(loss, kind, eta) {
    const [low, high] = KINDS[kind].search;
    const inner = loss.ends.filter((end) => low < end && end < high);
    const ends = [low, ...inner, high];
    const found = []; // in ascending order: single points and open stretches
    const point = (x) => found.push({ lo: x, hi: x, risk: loss.risk(x, eta) });
    let beyond = null;
    const fallsBeyond = (side, x) => {
      const risk = loss.risk(x, eta);
      if (!KINDS[kind].closed && (!beyond || risk < beyond.risk)) beyond = { side, risk };
    };
    for (let i = 0; i + 1 < ends.length; i++) {
      const [lo, hi] = [ends[i], ends[i + 1]];
      if (i > 0 || KINDS[kind].closed) point(lo);
      const nudge = Math.min(NEAR, (hi - lo) / 4);
      const slope = (x) => loss.slope(x, eta);
      // A risk may have several valleys: between neighbours of which one goes down and the next one up.
      const within = Array.from({ length: PIECES + 1 }, (_, k) => lo + nudge + (k * (hi - lo - 2 * nudge)) / PIECES);
      const steep = within.map((x) => [x, slope(x)]).filter(([, s]) => Math.abs(s) >= FLAT);
      if (!steep.length) {
        found.push({ lo, hi, risk: loss.risk((lo + hi) / 2, eta), open: true });
        continue;
      }
      for (let k = 0; k + 1 < steep.length; k++)
        if (steep[k][1] < 0 && steep[k + 1][1] > 0) point(bisect(slope, steep[k][0], steep[k + 1][0]));
      if (slope(within.at(-1)) < -FLAT && hi === high) fallsBeyond(1, high);
      if (slope(within[0]) > FLAT && lo === low) fallsBeyond(-1, low);
    }
    if (KINDS[kind].closed) point(high);
    const least = Math.min(...found.map((part) => part.risk), beyond ? beyond.risk : Infinity);
    if (beyond && beyond.risk < Math.min(...found.map((part) => part.risk))) {
      return { risk: null, parts: [], beyond: beyond.side };
    }
    const parts = [];
    for (const part of found) {
      if (part.risk > least + 1e-12) continue;
      const previous = parts[parts.length - 1];
      const next = { lo: part.lo, hi: part.hi, closedLo: !part.open, closedHi: !part.open };
      if (previous && previous.hi === part.lo && (previous.closedHi || next.closedLo)) {
        previous.hi = next.hi;
        previous.closedHi = next.closedHi;
      } else {
        parts.push(next);
      }
    }
    return { risk: least, parts, beyond: 0 };
  }

  // The best predictions for all η, kept until the parameter changes.
  const kept = new Map();
  function bestForAll(entry, kind) {
    const key = [entry.name, kind, entry.parameter].join(" ");
    if (!kept.has(entry.name + kind) || kept.get(entry.name + kind).key !== key) {
      kept.set(entry.name + kind, { key, all: ETAS.map((eta) => minimise(entry.loss, kind, eta)) });
    }
    return kept.get(entry.name + kind).all;
  }

  /* ---- State ---- */

  function number(value, digits) {
    if (value === Infinity || value === -Infinity) return value < 0 ? "−∞" : "∞";
    return (Number(value.toFixed(digits)) + 0).toFixed(digits).replace("-", "−");
  }

  function chosen(name) {
    return form.querySelector(`input[name="${name}"]:checked`).value;
  }

  function state() {
    const kind = chosen("kind");
    const losses = boxes.filter((box) => box.checked && box.dataset.kinds.split(" ").includes(kind));
    return {
      kind,
      label: Number(chosen("label")),
      x: form.elements.prediction.valueAsNumber,
      eta: form.elements.eta.valueAsNumber,
      losses: losses.map((box) => {
        const key = box.dataset.parameter;
        const parameter = key ? form.elements[key].valueAsNumber : undefined;
        const swatch = box.parentElement.querySelector(".explorer-swatch");
        return {
          name: box.value,
          title: box.dataset.title,
          chapter: box.dataset.chapter,
          swatch,
          color: getComputedStyle(swatch).color,
          word: getComputedStyle(swatch).outlineColor,
          dash: box.dataset.dash ? box.dataset.dash.split(" ").map(Number) : [],
          parameter,
          loss: lossOf(box.value, kind, parameter),
        };
      }),
    };
  }

  // Sets the form from the part of the address behind #. Names and numbers are compared with what the form
  // has; anything else is ignored.
  function readAddress(hash) {
    const wanted = new URLSearchParams(hash.slice(1));
    if (!wanted.has("loss")) return;
    form.reset();
    const names = wanted.getAll("loss");
    boxes.forEach((box) => { box.checked = names.includes(box.value); });
    for (const name of ["kind", "label"]) {
      for (const radio of form.elements[name]) if (radio.value === wanted.get(name)) radio.checked = true;
    }
    setRange();
    for (const slider of form.querySelectorAll('input[type="range"]')) {
      const value = wanted.get(slider.name);
      if (value !== null && value !== "" && Number.isFinite(Number(value))) slider.value = value;
    }
  }

  function writeAddress(now) {
    const pairs = now.losses.map((entry) => ["loss", entry.name]);
    pairs.push(["kind", now.kind], ["label", now.label], ["prediction", now.x], ["eta", now.eta]);
    for (const entry of now.losses) {
      const key = boxes.find((box) => box.value === entry.name).dataset.parameter;
      if (key) pairs.push([key, entry.parameter]);
    }
    if (now.losses.length) history.replaceState(null, "", "#" + new URLSearchParams(pairs));
  }

  function setRange() {
    const kind = KINDS[chosen("kind")];
    const slider = form.elements.prediction;
    if (Number(slider.min) === kind.view[0]) return;
    [slider.min, slider.max] = kind.view;
    slider.step = kind.step;
    slider.value = kind.start;
  }

  /* ---- Words and numbers ---- */

  function inWords(minimum, kind) {
    const { search: [low, high], closed, letter } = KINDS[kind];
    if (minimum.beyond) return `none: beyond ${number(minimum.beyond < 0 ? low : high, 0)}`;
    return minimum.parts.map((part) => {
      if (part.lo === part.hi) return number(part.lo, 3);
      const left = closed || part.lo > low ? `${number(part.lo, 2)} ${part.closedLo ? "≤" : "<"} ` : "";
      const right = closed || part.hi < high ? ` ${part.closedHi ? "≤" : "<"} ${number(part.hi, 2)}` : "";
      if (!left && !right) return `every ${letter}`;
      if (left && right) return left + letter + right;
      return left
        ? `${letter} ${part.closedLo ? "≥" : ">"} ${number(part.lo, 2)}`
        : letter + right;
    }).join(" or ");
  }

  function cell(row, tag, text, value) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (value !== undefined) element.dataset.value = value;
    row.append(element);
    return element;
  }

  function fillTable(now) {
    const kind = KINDS[now.kind];
    const body = form.querySelector("tbody");
    body.textContent = "";
    for (const entry of now.losses) {
      const row = document.createElement("tr");
      row.dataset.loss = entry.name;
      const head = cell(row, "th", "");
      head.scope = "row";
      head.append(entry.swatch.cloneNode(true));
      head.firstChild.style.color = entry.color;
      const link = document.createElement("a");
      link.href = entry.chapter;
      link.textContent = entry.title;
      head.append(link);
      const value = entry.loss.value(now.label, now.x);
      const gradient = entry.loss.gradient(now.label, now.x);
      const risk = entry.loss.risk(now.x, now.eta);
      cell(row, "td", number(value, 3), value);
      cell(row, "td", number(gradient, 3), gradient);
      cell(row, "td", number(risk, 3), risk);
      cell(row, "td", inWords(entry.best, now.kind), JSON.stringify(entry.best.parts));
      cell(row, "td", entry.best.beyond ? "–" : number(entry.best.risk, 3), entry.best.risk);
      body.append(row);
    }
    const y = Number(kind.labels[now.label].replace("−", "-"));
    const facts = now.kind === "score"
      ? `margin y f = ${number(y * now.x, 2)}, residual y − f = ${number(y - now.x, 2)}, ` +
        `σ(f) = ${number(1 / (1 + Math.exp(-now.x)), 3)}`
      : `residual y − p = ${number(y - now.x, 2)}`;
    const values = form.querySelector(".explorer-values");
    values.tabIndex = values.scrollWidth > values.clientWidth ? 0 : -1; // a tab stop only where it scrolls
    form.querySelector("caption").textContent =
      `At ${kind.letter} = ${number(now.x, 2)} and η = ${number(now.eta, 2)}, ` +
      `when the label is ${kind.labels[now.label]}: ${facts}`;
  }

  let announcement;
  let changedByReader = false; // the address follows the reader's hand, and is left alone before
  function announce(now) {
    clearTimeout(announcement);
    announcement = setTimeout(() => {
      const rows = Array.from(form.querySelectorAll("tbody tr"), (row) => {
        const [value, gradient, risk, minimum] = Array.from(row.querySelectorAll("td"), (td) => td.textContent);
        return `${row.querySelector("a").textContent}: loss ${value}, gradient ${gradient}, risk ${risk}, ` +
          `best prediction ${minimum}`;
      });
      form.querySelector("[role=status]").textContent = rows.length ? rows.join(". ") : "No loss is chosen.";
      if (changedByReader) writeAddress(now);
    }, 400);
  }

  /* ---- Drawings ---- */

  // The curves of one drawing: x in common, and one column for every smooth piece of every loss.
  function curves(now, shows) {
    if (shows === "best") {
      const columns = now.losses.map((entry) => bestForAll(entry, now.kind).map((minimum) =>
        minimum.parts.length === 1 && minimum.parts[0].lo === minimum.parts[0].hi ? minimum.parts[0].lo : null));
      return { data: [ETAS, ...columns], owners: now.losses };
    }
    const [low, high] = KINDS[now.kind].view;
    const inside = (x) => low < x && x < high;
    const grid = Array.from({ length: 401 }, (_, i) => low + ((high - low) * i) / 400);
    const every = ascending(grid.concat(...now.losses.map((entry) => entry.loss.ends.filter(inside))));
    const [data, owners] = [[every], []];
    for (const entry of now.losses) {
      const at = shows === "risk"
        ? (x) => entry.loss.risk(x, now.eta)
        : (x) => entry.loss[shows](now.label, x);
      const ends = shows === "risk" ? entry.loss.ends : entry.loss.endsOf(now.label);
      const edges = [low, ...ends.filter(inside), high];
      for (let i = 0; i + 1 < edges.length; i++) {
        const [lo, hi] = [edges[i], edges[i + 1]];
        const nudged = (x) => Math.min(Math.max(x, lo + NEAR), hi - NEAR);
        data.push(every.map((x) => (lo <= x && x <= hi ? at(nudged(x)) : null)));
        owners.push(entry);
      }
    }
    return { data, owners };
  }

  // Where loss or gradient jump, with the value there.
  function kinks(now, entry, shows) {
    const at = (x) => entry.loss[shows](now.label, x);
    const jumps = (f, x) => Math.abs(f(now.label, x + NEAR) - f(now.label, x - NEAR)) > 1e-6;
    return entry.loss.endsOf(now.label)
      .filter((x) => jumps(entry.loss.value, x) || jumps(entry.loss.gradient, x))
      .map((x) => [x, at(x)]);
  }

  function heightRange(now, shows) {
    if (shows === "best") {
      const [low, high] = KINDS[now.kind].view;
      return [low - (high - low) / 25, high + (high - low) / 25];
    }
    const here = now.losses.map((entry) => (shows === "risk"
      ? entry.loss.risk(now.x, now.eta)
      : entry.loss[shows](now.label, now.x))).filter(Number.isFinite);
    if (shows === "gradient") {
      const top = Math.max(2.5, 1.15 * Math.max(0, ...here.map(Math.abs)));
      return [-top, top];
    }
    const top = Math.max(now.kind === "score" ? 4 : 2, 1.15 * Math.max(0, ...here));
    return [-top / 25, top];
  }

  function circle(context, x, y, radius, stroke, fill) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.fill();
    context.strokeStyle = stroke;
    context.stroke();
  }

  // What lies over the curves: where we are, kinks, minima, and the names of the curves.
  function drawMarks(chart, drawing) {
    const { now, shows, owners } = drawing.explorer;
    const context = chart.ctx;
    const unit = devicePixelRatio;
    const { left, top, width, height } = chart.bbox;
    const px = (x) => chart.valToPos(x, "x", true);
    const py = (y) => chart.valToPos(y, "y", true);
    const style = getComputedStyle(drawing);
    const ground = getComputedStyle(form.querySelector(".explorer-sliders")).backgroundColor;
    const here = shows === "best" ? now.eta : now.x;
    context.save();
    context.beginPath();
    context.rect(left - 6 * unit, top - 6 * unit, width + 12 * unit, height + 12 * unit);
    context.clip();

    context.lineWidth = unit;
    context.strokeStyle = style.color;
    context.setLineDash([3 * unit, 3 * unit]);
    context.beginPath();
    context.moveTo(px(here), top);
    context.lineTo(px(here), top + height);
    context.stroke();
    context.setLineDash([]);
    context.lineWidth = 2 * unit;

    // A stretch of best predictions, pale and within the drawing.
    function bar(x0, x1, y0, y1, color) {
      const [a, b] = [Math.max(x0, left), Math.min(x1, left + width)];
      const [upper, lower] = [Math.max(y1, top), Math.min(y0, top + height)];
      if (a >= b || upper >= lower) return;
      context.globalAlpha = 0.3;
      context.fillStyle = color;
      context.fillRect(a, upper, b - a, lower - upper);
      context.globalAlpha = 1;
    }

    for (const entry of now.losses) {
      if (shows === "best") {
        const [from, to] = [(eta) => Math.round(px(eta - 0.005)), (eta) => Math.round(px(eta + 0.005))];
        bestForAll(entry, now.kind).forEach((minimum, i) => {
          for (const part of minimum.parts) bar(from(ETAS[i]), to(ETAS[i]), py(part.lo), py(part.hi), entry.color);
        });
        for (const part of entry.best.parts) {
          if (part.lo === part.hi) circle(context, px(here), py(part.lo), 4.5 * unit, ground, entry.color);
        }
        continue;
      }
      if (shows === "risk") {
        for (const part of entry.best.parts) {
          if (part.lo === part.hi) {
            circle(context, px(part.lo), py(entry.best.risk), 4.5 * unit, ground, entry.color);
          } else {
            const y = py(entry.best.risk);
            bar(px(part.lo), px(part.hi), y + 4 * unit, y - 4 * unit, entry.color);
          }
        }
      } else {
        for (const [x, y] of kinks(now, entry, shows)) {
          circle(context, px(x), py(y), 4 * unit, entry.color, ground);
        }
      }
      const y = shows === "risk" ? entry.loss.risk(now.x, now.eta) : entry.loss[shows](now.label, now.x);
      if (!Number.isFinite(y)) continue;
      context.save();
      context.translate(px(now.x), py(y));
      context.rotate(Math.PI / 4);
      context.fillStyle = entry.color;
      context.strokeStyle = ground;
      context.fillRect(-4.5 * unit, -4.5 * unit, 9 * unit, 9 * unit);
      context.strokeRect(-4.5 * unit, -4.5 * unit, 9 * unit, 9 * unit);
      context.restore();
    }
    drawNames(chart, drawing, owners, ground, { px, py, unit });
    context.restore();
  }

  // Writes the name of each loss beside its curve, where it covers least of the other curves and names.
  function drawNames(chart, drawing, owners, ground, { px, py, unit }) {
    const { now, places } = drawing.explorer;
    const context = chart.ctx;
    const { left, top, width, height } = chart.bbox;
    const size = 11 * unit;
    context.font = `600 ${size}px ${getComputedStyle(drawing).fontFamily}`;
    context.textAlign = "left";
    context.textBaseline = "middle";
    const points = owners.map((_, i) => chart.data[i + 1].flatMap((y, k) =>
      (y === null || k % 4 ? [] : [[px(chart.data[0][k]), py(y)]])));
    const taken = [];
    for (const entry of now.losses) {
      const wide = context.measureText(entry.title).width;
      const own = points.filter((_, i) => owners[i] === entry).flat();
      const others = points.filter((_, i) => owners[i] !== entry).flat();
      let choice = null;
      own.forEach(([x, y], k) => {
        for (const [dx, dy] of [[6, -10], [6, 10], [-6, -10], [-6, 10]]) {
          const box = { x: dx > 0 ? x + dx * unit : x + dx * unit - wide, y: y + dy * unit - size / 2 };
          box.right = box.x + wide;
          box.bottom = box.y + size;
          if (box.x < left || box.right > left + width || box.y < top || box.bottom > top + height) continue;
          const covered = (list) => list.filter(([a, b]) =>
            a > box.x - 2 && a < box.right + 2 && b > box.y - 2 && b < box.bottom + 2).length;
          const hit = taken.filter((other) =>
            box.x < other.right && other.x < box.right && box.y < other.bottom && other.y < box.bottom).length;
          const place = `${k} ${dx} ${dy}`;
          const cost = 40 * hit + covered(others) + covered(own) - (places.get(entry.name) === place ? 1 : 0);
          if (!choice || cost < choice.cost) choice = { cost, box, place };
        }
      });
      if (!choice || choice.cost >= 40) continue;
      places.set(entry.name, choice.place);
      taken.push(choice.box);
      context.lineWidth = 3 * unit;
      context.lineJoin = "round";
      context.strokeStyle = ground;
      context.strokeText(entry.title, choice.box.x, choice.box.y + size / 2);
      context.fillStyle = entry.word;
      context.fillText(entry.title, choice.box.x, choice.box.y + size / 2);
    }
  }

  function draw(drawing, now) {
    const shows = drawing.dataset.shows;
    const { data, owners } = curves(now, shows);
    const ink = getComputedStyle(drawing).color;
    const rule = getComputedStyle(form).getPropertyValue("--line");
    const key = JSON.stringify([now.kind, ink, owners.map((entry) => [entry.name, entry.color])]);
    const view = shows === "best" ? [0, 1] : KINDS[now.kind].view;
    const before = drawing.explorer;
    const places = before && before.places ? before.places : new Map();
    drawing.explorer = { now, shows, owners, places, key };
    if (before && before.key === key) {
      drawing.explorer.chart = before.chart;
      before.chart.setData(data);
      return;
    }
    if (before) before.chart.destroy();
    const axis = {
      stroke: ink,
      font: `11px ${getComputedStyle(drawing).fontFamily}`,
      labelFont: `12px ${getComputedStyle(drawing).fontFamily}`,
      grid: { stroke: rule, width: 1 },
      ticks: { show: false },
      values: (_, splits) => splits.map((v) => String(Number(v.toFixed(6))).replace("-", "−")),
    };
    const label = shows === "best" ? "probability η" : KINDS[now.kind].axis;
    drawing.explorer.chart = new uPlot({
      width: drawing.clientWidth,
      height: drawing.clientHeight,
      padding: [8, 10, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false },
      scales: { x: { time: false, range: view }, y: { range: () => heightRange(drawing.explorer.now, shows) } },
      axes: [{ ...axis, label, labelSize: 18, size: 24 }, { ...axis, size: 38 }],
      series: [{}, ...owners.map((entry) => ({
        stroke: entry.color, width: 2, dash: entry.dash, points: { show: false },
      }))],
      hooks: { draw: [(chart) => drawMarks(chart, drawing)] },
    }, data, drawing);
    followPointer(drawing);
  }

  // A pointer on a drawing moves the slider; the keyboard has the slider itself.
  function followPointer(drawing) {
    const chart = drawing.explorer.chart;
    const slider = form.elements[drawing.dataset.shows === "best" ? "eta" : "prediction"];
    const move = (event) => {
      slider.value = chart.posToVal(event.clientX - chart.over.getBoundingClientRect().left, "x");
      readerActed();
    };
    chart.over.addEventListener("pointerdown", (event) => {
      chart.over.setPointerCapture(event.pointerId);
      move(event);
    });
    chart.over.addEventListener("pointermove", (event) => {
      if (chart.over.hasPointerCapture(event.pointerId)) move(event);
    });
  }

  /* ---- All together ---- */

  function update() {
    setRange();
    const kind = chosen("kind");
    for (const box of boxes) box.parentElement.hidden = !box.dataset.kinds.split(" ").includes(kind);
    const now = state();
    for (const entry of now.losses) entry.best = minimise(entry.loss, now.kind, now.eta);
    for (const slider of form.querySelectorAll(".explorer-slider")) {
      const input = slider.querySelector("input");
      slider.querySelector("output").textContent = number(input.valueAsNumber, 2);
      const of = slider.dataset.of?.split(" ");
      if (of) slider.hidden = !now.losses.some((entry) => of.includes(entry.name));
    }
    const { labels, letter } = KINDS[now.kind];
    form.querySelector(".explorer-variable").textContent = letter;
    form.querySelector(".explorer-positive").textContent = labels[0];
    form.querySelector(".explorer-negative").textContent = labels[1];
    for (const y of form.querySelectorAll(".explorer-y")) y.textContent = labels[now.label];
    fillTable(now);
    for (const drawing of drawings) {
      const title = drawing.parentElement.querySelector("figcaption").textContent;
      const drawn = now.losses.map((entry) => entry.title).join(", ") || "nothing";
      drawing.setAttribute("aria-label", `${title}. Curves: ${drawn}. The values are in the table below.`);
      draw(drawing, now);
    }
    announce(now);
  }

  let scheduled = false;
  function scheduleUpdate() {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      update();
    });
  }

  function readerActed() {
    changedByReader = true;
    scheduleUpdate();
  }

  form.addEventListener("input", readerActed);
  form.querySelector("[type=reset]").addEventListener("click", () => setTimeout(readerActed));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", (event) => {
    changedByReader = false;
    readAddress(new URL(event.newURL).hash); // the address itself may have been written since
    scheduleUpdate();
    if (location.hash.includes("loss=")) form.scrollIntoView();
  });
  matchMedia("print").addEventListener("change", update); // paper is white, whatever the theme
  new MutationObserver(scheduleUpdate).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  new ResizeObserver(() => {
    for (const drawing of drawings) {
      const { clientWidth: width, clientHeight: height } = drawing;
      if (drawing.explorer) drawing.explorer.chart.setSize({ width, height });
    }
  }).observe(form);
  readAddress(location.hash);
  update();
})();
