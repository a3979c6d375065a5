// What the figures share: a drawing with scales, what can be dragged or moved by keys, and a sentence.
"use strict";

const clip = (value, low, high) => Math.min(Math.max(value, low), high);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const moving = (name) => {
  const figure = document.querySelector(`[data-figure="${name}"]`);
  const svg = figure.querySelector("svg");

  const set = (element, attributes) => {
    for (const [key, value] of Object.entries(attributes))
      if (key === "text") element.textContent = value;
      else if (key === "look") {
        element.classList.add("hued");
        element.style.setProperty("--hue", value[0]);
        if (element.tagName === "polyline") element.setAttribute("stroke-dasharray", value[1].join(" "));
      } else element.setAttribute(key, typeof value === "number" ? Number(value.toFixed(2)) : value);
    return element;
  };
  const add = (tag, attributes) => {
    const element = set(document.createElementNS(svg.namespaceURI, tag), attributes);
    if (tag.startsWith("poly")) element.setAttribute("clip-path", `url(#${name}-plot)`); // a curve ends with its plot
    return svg.appendChild(element);
  };
  const word = (x, y, text, more = {}) =>
    add("text", { class: "moving-tick", x, y, text, "text-anchor": "middle", ...more });

  // Where a pointer is, in the units of the drawing.
  const place = (event) =>
    new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());

  // A part of the drawing with axes. Scales turn a value into its place.
  const plot = ({ x, y, top = 36, bottom = 276, xticks, yticks, xword = String, yword = String, xlabel, ylabel }) => {
    const [left, right] = [64, 620];
    const px = (value) => left + ((value - x[0]) / (x[1] - x[0])) * (right - left);
    const py = (value) => bottom - ((value - y[0]) / (y[1] - y[0])) * (bottom - top);
    add("path", { class: "moving-axis", d: `M${left} ${top}V${bottom}H${right}` });
    for (const tick of xticks) word(px(tick), bottom + 22, xword(tick));
    for (const tick of yticks) word(left - 8, py(tick) + 6, yword(tick), { "text-anchor": "end" });
    word((left + right) / 2, bottom + 46, xlabel);
    word(left, top - 12, ylabel, { "text-anchor": "start" });
    const cut = add("clipPath", { id: `${name}-plot` });
    cut.append(add("rect", { x: left, y: top, width: right - left, height: bottom - top }));
    const inside = (height) => py(clip(height, 2 * y[0] - y[1], 2 * y[1] - y[0]));
    const point = (f, value) => `${px(value).toFixed(1)},${inside(f(value)).toFixed(1)}`;
    return {
      px,
      py,
      curve: (f, pieces) =>
        Array.from({ length: pieces + 1 }, (_, k) => point(f, x[0] + (k * (x[1] - x[0])) / pieces)).join(" "),
      at: (event) => [
        clip(x[0] + ((place(event).x - left) / (right - left)) * (x[1] - x[0]), ...x),
        clip(y[0] + ((bottom - place(event).y) / (bottom - top)) * (y[1] - y[0]), ...y),
      ],
    };
  };

  const drag = (handle, plot, moved) => {
    handle.classList.add("moving-dot");
    handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) moved(...plot.at(event));
    });
  };

  return {
    figure, svg, set, add, place, plot, drag,
    inputs: Object.fromEntries([...figure.querySelectorAll("input")].map((input) => [input.name, input])),
    values: JSON.parse(figure.dataset.values),
    say: (text) => { figure.querySelector("output").textContent = text; },
    // Draws whenever a slider is moved, and now unless the figure stands already.
    begin: (draw, now = true) => {
      figure.addEventListener("input", draw);
      if (now) draw();
    },
  };
};
