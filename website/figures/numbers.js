// Five numbers on a line. The fifth is moved with the pointer or the slider; the curves, their lowest points
// and the sentence follow.
"use strict";

(() => {
  const figure = document.querySelector('[data-figure="numbers"]');
  const svg = figure.querySelector("svg");
  const slider = figure.querySelector("input");
  const dot = figure.querySelector(".moving-dot");
  const said = figure.querySelector("output");
  const numbers = JSON.parse(figure.dataset.numbers);
  const delta = Number(figure.dataset.delta);
  const [left, step, axis] = ["left", "step", "axis"].map((name) => Number(svg.dataset[name]));
  const first = numbers.at(-1);
  const last = Number(slider.max);

  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const clip = (value, low, high) => Math.min(Math.max(value, low), high);
  const median = () => [...numbers].sort((a, b) => a - b)[(numbers.length - 1) / 2];

  // The mean of the numbers, after those farther than delta from it have been pulled in to that distance.
  const huber = () => {
    let report = median();
    for (let round = 0; round < 500; round++)
      report = mean(numbers.map((y) => clip(y, report - delta, report + delta)));
    return report;
  };

  const losses = {
    squared: { loss: (r) => r * r, best: () => mean(numbers) },
    huber: { loss: (r) => (r <= delta ? (r * r) / 2 : delta * (r - delta / 2)), best: huber },
    absolute: { loss: (r) => r, best: median },
  };
  const risk = (loss, report) => mean(numbers.map((y) => loss(Math.abs(y - report))));
  const short = (value) => value.toFixed(1).replace(".0", "");

  function draw() {
    const answers = {};
    for (const part of svg.querySelectorAll("[data-loss]")) {
      const { loss, best } = losses[part.dataset.loss];
      const height = (report) => axis - Number(part.dataset.scale) * risk(loss, report);
      const points = Array.from({ length: 121 }, (_, k) => (k * last) / 120);
      const report = best();
      const x = left + step * report;
      const place = { x1: x, x2: x, y1: height(report), cx: x, cy: height(report), x: x + 6 };
      const set = (tag, ...names) =>
        names.forEach((name) => part.querySelector(tag).setAttribute(name, place[name].toFixed(1)));
      part
        .querySelector("polyline")
        .setAttribute("points", points.map((c) => `${left + step * c},${height(c).toFixed(1)}`).join(" "));
      set("line", "x1", "x2", "y1");
      set("circle", "cx", "cy");
      set("text", "x");
      part.querySelector("tspan").textContent = report.toFixed(1);
      answers[part.dataset.loss] = short(report);
    }
    const moved = numbers.at(-1) - first;
    dot.setAttribute("cx", left + step * numbers.at(-1));
    said.textContent =
      `The fifth number is ${short(numbers.at(-1))}` +
      (moved ? `, moved by ${short(moved)}; the mean moved by ${short(moved / numbers.length)}, ` : "; the mean is ") +
      `${moved ? "to " : ""}${answers.squared}. The median is ${answers.absolute}, the Huber answer ${answers.huber}.`;
  }

  function move(value) {
    numbers[numbers.length - 1] = clip(Math.round(value * 10) / 10, 0, last);
    slider.value = numbers.at(-1);
    draw();
  }

  slider.addEventListener("input", () => move(Number(slider.value)));
  dot.addEventListener("pointerdown", (event) => dot.setPointerCapture(event.pointerId));
  dot.addEventListener("pointermove", (event) => {
    if (!dot.hasPointerCapture(event.pointerId)) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    move((point.x - left) / step);
  });
})();
