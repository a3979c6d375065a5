// Two neurons with the target 0 and the same start, which is moved; each learns under its own cost.
(() => {
  const sigmoid = (z) => 1 / (1 + Math.exp(-z));
  const { add, set, plot, drag, inputs, values, say, begin } = moving("neurons");
  const { rate, steps } = values;
  const view = plot({ x: [0, steps], y: [0, 1], xticks: [0, 100, 200, 300], yticks: [0, 0.5, 1],
                      xlabel: "step", ylabel: "output (target 0)" });
  const costs = [
    ["squared error", looks.sigmoid_squared_error, lossFormulas.sigmoid_squared_error],
    ["cross-entropy", looks.binary_cross_entropy_with_logits, lossFormulas.binary_cross_entropy_with_logits],
  ].map(([text, look, formulas]) => {
    return { curve: add("polyline", { look }), word: add("text", { look, text }), slope: formulas.score[1].gradient };
  });
  const handle = add("circle", { r: 11, class: "moving-dots" });

  // The outputs of a neuron with the input 1: weight and bias move alike, so the logit takes both steps.
  function train(slope, z) {
    const outputs = [sigmoid(z)];
    for (let step = 0; step < steps; step++) {
      z -= 2 * rate * slope(z);
      outputs.push(sigmoid(z));
    }
    return outputs;
  }

  function draw() {
    const start = inputs.start.valueAsNumber;
    const ends = costs.map(({ curve, word, slope }, k) => {
      const outputs = train(slope, start);
      const half = outputs.findIndex((output) => output < sigmoid(start) / 2);
      const place = half < 0 ? steps * 0.6 : Math.min(half, steps * 0.7);
      set(curve, { points: view.curve((step) => outputs[Math.round(step)], steps) });
      set(word, { x: view.px(place) + 10, y: Math.max(view.py(outputs[Math.round(place)]) - 8, 26 + 20 * k) });
      return outputs.at(-1);
    });
    set(handle, { cx: view.px(0), cy: view.py(sigmoid(start)) });
    say(`Both start at the output ${sigmoid(start).toFixed(3)}. After ${steps} steps squared error has come ` +
      `to ${ends[0].toFixed(3)}, cross-entropy to ${ends[1].toFixed(3)}.`);
  }

  drag(handle, view, (_, output) => {
    const inside = clip(output, 0.01, 0.9999);
    inputs.start.value = Math.log(inside / (1 - inside));
    draw();
  });
  begin(draw);
})();
