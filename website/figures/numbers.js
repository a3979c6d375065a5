// Five numbers on a line. The fifth is moved with the pointer or the slider; the curves, their lowest points
// and the sentence follow. All curves are drawn while the book is built; here they are drawn anew.
(() => {
  const { svg, set, place, drag, inputs, values, say, begin } = moving("numbers");
  const { numbers, delta, left, step, axis, last } = values;
  const first = numbers.at(-1);
  const dot = svg.querySelector(".moving-dot");

  const median = () => [...numbers].sort((a, b) => a - b)[(numbers.length - 1) / 2];

  // The mean of the numbers, after those farther than delta from it have been pulled in to that distance.
  const huber = () => {
    let report = median();
    for (let round = 0; round < 500; round++)
      report = mean(numbers.map((y) => clip(y, report - delta, report + delta)));
    return report;
  };

  const losses = {
    squared: { loss: lossFormulas.squared.score[0].value, best: () => mean(numbers) },
    huber: { loss: (f) => lossFormulas.huber.score[0].value(f, delta), best: huber },
    absolute: { loss: lossFormulas.absolute.score[0].value, best: median },
  };
  const risk = (loss, report) => mean(numbers.map((y) => loss(1 + report - y))); // the formulas are for the target 1
  const short = (value) => value.toFixed(1).replace(".0", "");

  function draw() {
    numbers[numbers.length - 1] = inputs.fifth.valueAsNumber;
    const answers = {};
    for (const part of svg.querySelectorAll("[data-loss]")) {
      const { loss, best } = losses[part.dataset.loss];
      const height = (report) => axis - Number(part.dataset.scale) * risk(loss, report);
      const points = Array.from({ length: 121 }, (_, k) => (k * last) / 120);
      const report = best();
      const [x, y] = [left + step * report, height(report)];
      const line = points.map((c) => `${left + step * c},${height(c).toFixed(1)}`).join(" ");
      set(part.querySelector("polyline"), { points: line });
      set(part.querySelector("line"), { x1: x, x2: x, y1: y });
      set(part.querySelector("circle"), { cx: x, cy: y });
      set(part.querySelector("text"), { x: x + 6 });
      set(part.querySelector("tspan"), { text: report.toFixed(1) });
      answers[part.dataset.loss] = short(report);
    }
    const moved = numbers.at(-1) - first;
    set(dot, { cx: left + step * numbers.at(-1) });
    const by = `, moved by ${short(moved)}; the mean moved by ${short(moved / numbers.length)}, to `;
    say(
      `The fifth number is ${short(numbers.at(-1))}${moved ? by : "; the mean is "}${answers.squared}. ` +
        `The median is ${answers.absolute}, the Huber answer ${answers.huber}.`,
    );
  }

  drag(dot, { at: (event) => [(place(event).x - left) / step] }, (value) => {
    inputs.fifth.value = value;
    draw();
  });
  begin(draw, false);
})();
