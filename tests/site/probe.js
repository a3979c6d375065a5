// Runs before the page's own scripts: notes what can only be seen from inside, and measures on demand.
window.probe = { jumps: [], violations: [] };

new PerformanceObserver((list) => {
  for (const { hadRecentInput, value, sources } of list.getEntries())
    if (!hadRecentInput) probe.jumps.push([value, sources.map(({ node }) => node && probe.name(node)).join(" ")]);
}).observe({ type: "layout-shift", buffered: true });

document.addEventListener("securitypolicyviolation", (event) =>
  probe.violations.push(`${event.effectiveDirective}: ${event.blockedURI}, line ${event.lineNumber} ${event.sample}`),
);

probe.article = () => document.querySelector("article") || document.querySelector("main");

// A short name by which a person finds the element.
probe.name = (element) => {
  const own = (e) =>
    e.tagName.toLowerCase() +
    (e.id ? "#" + e.id : "") +
    [...e.classList]
      .slice(0, 3)
      .map((c) => "." + c)
      .join("");
  const home = element.parentElement?.closest("[id]");
  const words = (element.getAttribute("aria-label") || element.textContent || "")
    .trim()
    .replace(/\s+/g, " ")
    .slice(0, 30);
  return `${home ? "#" + home.id + " " : ""}${own(element)}${words ? ` “${words}”` : ""}`;
};

probe.seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

probe.everything = (root = document.documentElement) => [root, ...root.querySelectorAll("*")];

// A change of the window or of the theme has come to the scripts of the page, and what they do is done.
probe.drawn = async () => {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
};

probe.settled = async () => {
  await document.fonts.ready;
  scrollTo({ top: document.body.scrollHeight, behavior: "instant" }); // lazy pictures load
  await probe.drawn();
  scrollTo({ top: 0, behavior: "instant" });
  await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5000 }));
};

// Pictures that wait until one scrolls to them are there.
probe.pictured = () =>
  Promise.all([...document.images].map((image) => ((image.loading = "eager"), image.decode().catch(() => {}))));

// The page is no wider than the window; a box in the article that is cut scrolls, and it alone is a tab stop.
probe.overflow = () => {
  const found = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) {
    found.push(`page ${page.scrollWidth} px wide in ${page.clientWidth}`);
    for (const e of probe.everything(document.body))
      if (probe.seen(e) && e.getBoundingClientRect().right > page.clientWidth + 1) {
        found.push(`sticks out: ${probe.name(e)}`);
        break;
      }
  }
  for (const e of probe.everything(probe.article())) {
    if (!(e instanceof HTMLElement) || !probe.seen(e) || e.clientWidth < 2) continue;
    const style = getComputedStyle(e);
    const wide = e.scrollWidth > e.clientWidth,
      tall = e.scrollHeight > e.clientHeight + 1;
    const scrolls = (axis) => ["auto", "scroll"].includes(axis);
    const box = (wide && scrolls(style.overflowX)) || (tall && scrolls(style.overflowY));
    const control = e.matches("a, button, input, select, textarea, summary, [role=slider]");
    if (box && e.tabIndex < 0) found.push(`scrolls but is no tab stop: ${probe.name(e)}`);
    if (wide && scrolls(style.overflowX) && !style.maskImage.includes("gradient"))
      found.push(`scrolls but does not show it: ${probe.name(e)}`);
    if (!box && !control && e.getAttribute("tabindex") === "0")
      found.push(`tab stop that does not scroll: ${probe.name(e)}`);
    const cut = e.scrollWidth > e.clientWidth + 4; // italic letters lean out of their box
    if (cut && ["hidden", "clip"].includes(style.overflowX) && e.textContent.trim())
      found.push(`cut: ${probe.name(e)}`);
  }
  return found;
};

// At the width of a desktop no formula and no table scrolls.
probe.wide = () =>
  [...probe.article().querySelectorAll(".math, .chain, .text_html, .pst-scrollable-table-container")]
    .filter((e) => probe.seen(e) && getComputedStyle(e).display !== "inline" && e.scrollWidth > e.clientWidth)
    .map((e) => `${e.scrollWidth} px wide in ${e.clientWidth}: ${probe.name(e)}`);

// Mathematics is typeset, and each formula has MathML or a label for those who cannot see it.
probe.formulas = () => {
  const found = [];
  for (const e of document.querySelectorAll("math, .math"))
    if (
      probe.seen(e) &&
      !e.closest("[aria-hidden=true]") &&
      !e.closest("math, [aria-label]") &&
      !e.querySelector("math, [aria-label]")
    )
      found.push(`silent formula: ${probe.name(e)}`);
  const walker = document.createTreeWalker(probe.article(), NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (
      /\\[(\[]|\\(begin|displaystyle)|\$|\|[-—]+\|/.test(walker.currentNode.data) &&
      !walker.currentNode.parentElement.closest("script, pre, code, annotation")
    )
      found.push(`TeX or Markdown in the text: ${walker.currentNode.data.trim().slice(0, 40)}`);
  return found;
};

probe.pictures = () =>
  [...document.images]
    .filter((e) => !e.alt || !e.getAttribute("width") || !e.getAttribute("height") || !e.naturalWidth)
    .map((e) => `without alt, width, height or content: ${e.getAttribute("src")}`);

// One element of each sort of text that is not among those judged, by sort: text of the same colour and size on the
// same grounds has the same contrast.
probe.samples = (judged) => {
  const known = new Set(judged);
  const samples = new Map();
  const grounds = new Map([[null, ""]]);
  const ground = (e) => {
    if (!grounds.has(e)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(e);
      const own = [backgroundColor, backgroundImage, opacity].join();
      grounds.set(e, ground(e.parentElement) + (own === "rgba(0, 0, 0, 0),none,1" ? "" : own));
    }
    return grounds.get(e);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !probe.seen(e) || e.closest("svg")) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(e);
    const sort = [color, fontSize, fontWeight, ground(e)].join();
    if (!known.has(sort) && !samples.has(sort)) samples.set(sort, e);
  }
  return samples;
};

probe.lines = ({ violations }) =>
  violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target[0]}: ${node.failureSummary.split("\n").at(-1).trim()}`),
  );

// Of the MathML beside a drawing, which is one pixel large, probe.formulas() is the judge; of colours, on which
// axe spends most of its time, probe.contrast() and probe.links().
probe.axe = async () => {
  const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
  const off = { enabled: false };
  const rules = { "target-size": { enabled: true }, "color-contrast": off, "link-in-text-block": off };
  const options = { runOnly: { type: "tag", values }, rules, resultTypes: ["violations"], preload: false };
  return probe.lines(await axe.run(document, options));
};

// Links stand out from the text around them.
probe.links = async () => {
  const only = { runOnly: { type: "rule", values: ["link-in-text-block"] }, resultTypes: ["violations"] };
  return probe.lines(await axe.run(document, { ...only, preload: false }));
};

probe.contrast = async (known) => {
  const samples = probe.samples(known);
  if (!samples.size) return { found: [], judged: [] };
  const results = await axe.run(
    { include: [...samples.values()] },
    {
      runOnly: { type: "rule", values: ["color-contrast"] },
      resultTypes: ["violations", "incomplete"],
      elementRef: true,
      preload: false,
    },
  );
  // Where something lies over the text axe gives no judgement, so other text of that sort is still to be judged.
  const open = new Set(results.incomplete.flatMap(({ nodes }) => nodes.map(({ element }) => element)));
  const judged = [...samples].filter(([, e]) => !open.has(e)).map(([sort]) => sort);
  return { found: probe.lines(results), judged };
};

// What the page keeps about the reader.
probe.stored = async () => [
  ...Object.keys(localStorage).filter((key) => !["mode", "theme", "code"].includes(key)),
  ...Object.keys(sessionStorage),
  ...(document.cookie ? [document.cookie] : []),
  ...(await indexedDB.databases()).map((base) => base.name),
];

// With `prefers-reduced-motion: reduce`.
probe.motion = () => {
  const found = new Set();
  const seconds = (list) => Math.max(...list.split(",").map(parseFloat));
  for (const e of probe.everything())
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(e, part);
      if (style.animationName !== "none" && seconds(style.animationDuration) > 0.001)
        found.add(`animation: ${probe.name(e)}`);
      if (seconds(style.transitionDuration) > 0.001) found.add(`transition: ${probe.name(e)} ${part || ""}`);
      if (!part && style.scrollBehavior === "smooth") found.add(`smooth scrolling: ${probe.name(e)}`);
    }
  return [...found];
};

// The share that a channel from 0 to 255 has in the relative luminance.
probe.linear = Array.from({ length: 256 }, (_, c) => c / 255).map((c) =>
  c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
);
probe.shine = (pixels, at = 0) =>
  0.2126 * probe.linear[pixels[at]] + 0.7152 * probe.linear[pixels[at + 1]] + 0.0722 * probe.linear[pixels[at + 2]];

// Lays colours over one another and returns the drawing.
probe.painted = (colours, width = 1, height = 1) => {
  const drawing = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  for (drawing.fillStyle of colours) drawing.fillRect(0, 0, width, height);
  return drawing;
};

// The relative luminance of a CSS colour on white, whatever its notation.
probe.luminance = (colour) => {
  probe.known ??= {};
  return (probe.known[colour] ??= probe.shine(probe.painted(["white", colour]).getImageData(0, 0, 1, 1).data));
};

// Figures whose ground is not that of the theme, or on which the ink does not stand out.
probe.figures = (theme) => {
  const found = [];
  const background = (e) => getComputedStyle(e).backgroundColor;
  const grounds = (e) => (e ? [...grounds(e.parentElement), background(e)] : ["white"]);
  for (const image of document.querySelectorAll("article img")) {
    const { width, height } = image;
    if (!image.naturalWidth || !probe.seen(image)) continue; // probe.pictures() tells what is missing
    const figure = probe.painted([background(image)], width, height);
    figure.drawImage(image, 0, 0, width, height);
    const drawing = probe.painted(grounds(image.parentElement), width, height);
    drawing.filter = getComputedStyle(image).filter;
    drawing.drawImage(figure.canvas, 0, 0);
    const { data } = drawing.getImageData(0, 0, width, height);
    const levels = new Array(1001).fill(0); // of luminance, in thousandths
    for (let at = 0; at < data.length; at += 4) levels[Math.round(1000 * probe.shine(data, at))]++;
    const most = levels.indexOf(Math.max(...levels));
    const contrast = (level) => (Math.max(level, most) + 50) / (Math.min(level, most) + 50);
    let rest = 0.002 * width * height; // the pixels that stand out most
    const ink = contrast(
      levels
        .map((_, level) => level)
        .sort((a, b) => contrast(b) - contrast(a))
        .find((level) => (rest -= levels[level]) < 0),
    );
    if (most > 500 !== (theme === "light") || ink < 4.5)
      found.push(`${image.getAttribute("src")}: luminance of the ground ${most / 1000}, contrast ${ink.toFixed(1)}`);
  }
  return found;
};

// On paper (media print): no furniture, all of the text, dark ink on light ground.
probe.paper = () => {
  dispatchEvent(new Event("beforeprint"));
  const found = [];
  const furniture =
    "nav, aside, header#pst-header, .bd-header-article, .bd-sidebar, button, input, select, .headerlink, .prev-next-footer";
  for (const e of document.querySelectorAll(furniture))
    if (probe.seen(e) && e.getClientRects().length) found.push(`furniture: ${probe.name(e)}`);

  for (const e of probe.everything()) {
    if (!probe.seen(e)) continue;
    const style = getComputedStyle(e);
    if (probe.luminance(style.backgroundColor) < 0.5) found.push(`dark ground: ${probe.name(e)}`);
    if (e.matches("img, figure") && style.filter !== "none") found.push(`filter: ${probe.name(e)}`);
  }

  const walker = document.createTreeWalker(probe.article(), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode,
      e = text.parentElement;
    if (
      !text.data.trim() ||
      e.closest(
        "script, style, noscript, template, math, button, option, fieldset, .moving.pst-js-only, .moving-told, .bd-search, .explorer-sliders, .headerlink, .visually-hidden, .prev-next-footer, [aria-hidden=true]",
      )
    )
      continue;
    range.selectNodeContents(text);
    if (!probe.seen(e) || !range.getClientRects().length)
      found.push(`hidden text: ${text.data.trim().slice(0, 40)}`);
    else if (probe.luminance(getComputedStyle(e).color) > 0.4)
      found.push(`pale text: ${text.data.trim().slice(0, 40)}`);
  }

  for (const e of probe.everything(probe.article()))
    if (
      e instanceof HTMLElement &&
      probe.seen(e) &&
      e.clientWidth > 1 &&
      e.scrollWidth > e.clientWidth + 4 &&
      getComputedStyle(e).overflowX !== "visible" &&
      !e.closest("math")
    )
      found.push(`cut on paper: ${probe.name(e)}`);
  return found;
};

// The glyphs of a typeset formula are hidden from assistive technology, hold no text and cannot be focused, and
// its MathML has been judged by probe.formulas: no rule below is about them. Empty they keep their place and size,
// and all that follows is much faster.
probe.emptyFormulas = () =>
  document.querySelectorAll(".math > svg, .math > math").forEach((picture) => picture.replaceChildren());

// A walk by keyboard: all that can be reached, in the order of the page; then one call after each press of Tab.
probe.startWalk = () => {
  document.activeElement?.blur();
  probe.order = probe
    .everything(document.body)
    .filter(
      (e) =>
        e.tabIndex >= 0 &&
        !e.disabled &&
        probe.seen(e) &&
        [...e.getClientRects()].some((box) => box.width && box.height) &&
        !e.closest("[inert]"),
    );
  return probe.order.map(probe.name);
};

probe.stop = () => {
  const ring = (e) => {
    const style = getComputedStyle(e);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return [outlined && style.outline, style.boxShadow].join();
  };
  const last = probe.last; // now without the focus: does it look different?
  const unmarked = last && ring(last.element) === last.ring ? probe.name(last.element) : null;
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  probe.last = { element: e, ring: ring(e) };
  const box = [...e.getClientRects()].find((r) => r.width && r.height) || new DOMRect();
  const x = Math.min(Math.max(box.left, 0) + 2, innerWidth - 1),
    y = Math.min(Math.max(box.top, 0) + 2, innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const inView =
    box.width && box.bottom > 0 && box.top < innerHeight && top && (e.contains(top) || top.contains(e));
  return { name: probe.name(e), place: probe.order.indexOf(e), inView: !!inView, unmarked };
};
