// The weights of ridge and lasso at one strength of the penalty, which is moved.
(() => {
  const { add, set, plot, inputs, values, say, begin } = moving("paths");
  const { names, lams, paths, errors } = values;
  const halves = Object.keys(paths).map((kind, k) => {
    const [top, word] = [30 + 155 * k, (j) => (k ? names[j - 1] : "")];
    const view = plot({ x: [0, 11], y: [-50, 50], top, bottom: top + 120, xticks: names.map((_, j) => j + 1),
                        yticks: [-50, 0, 50], xword: word, xlabel: "", ylabel: kind });
    return { kind, view, bars: names.map((_, j) => add("rect", { x: view.px(j + 1) - 14, width: 28 })) };
  });
  inputs.strength.max = lams.length - 1;

  function draw() {
    const row = inputs.strength.valueAsNumber;
    const facts = halves.map(({ kind, view, bars }) => {
      const weights = paths[kind][row];
      bars.forEach((bar, j) => {
        const [zero, end] = [view.py(0), view.py(clip(weights[j], -50, 50))];
        const height = Math.max(Math.abs(end - zero), 2); // a weight of 0 is seen, too
        set(bar, { y: Math.min(zero, end), height, class: weights[j] ? "moving-enough" : "moving-short" });
      });
      const zeros = weights.filter((weight) => weight === 0).length;
      return `${kind} ${zeros} weights are zero, and its error on the other patients is ${errors[kind][row]}`;
    });
    say(`λ = ${Number(lams[row].toPrecision(2))}: of ${facts.join("; of ")}.`);
  }
  inputs.strength.value = 0;
  begin(draw);
})();
