// A support vector machine to pull at: every flower can be dragged, and the line follows with its band.
(() => {
  const { add, set, plot, drag, inputs, values, say, begin } = moving("band");
  const { petals, labels } = values;
  const [length, width] = [[2.8, 7.1], [0.8, 2.7]];
  const view = plot({ x: length, y: width, bottom: 318, xticks: [3, 4, 5, 6, 7], yticks: [1, 1.5, 2, 2.5],
                      xlabel: "petal length (cm)", ylabel: "petal width (cm)" });
  const band = add("polygon", { class: "moving-band" });
  const line = add("polyline", { class: "moving-line" });
    const handles = labels.map((label, k) => {
    const bounds = { "aria-valuemin": length[0], "aria-valuemax": length[1] };
    const slider = { tabindex: 0, role: "slider", "aria-label": `flower ${k + 1}`, ...bounds };
    return add(label > 0 ? "circle" : "rect", { ...slider, r: 8, width: 15, height: 15 });
  });

  const pays = (margin) => -lossFormulas.hinge.score[0].gradient(margin);
  const loss = (margin) => lossFormulas.hinge.score[0].value(margin);

  // The method of the chapter: the weights are the sum over the flowers, each by how often it has paid.
  function fit(strength) {
    const centre = [0, 1].map((axis) => mean(petals.map((petal) => petal[axis])));
    const features = petals.map((petal) => [petal[0] - centre[0], petal[1] - centre[1], 1]);
    const score = (w, x) => w[0] * x[0] + w[1] * x[1] + w[2] * x[2];
    const share = labels.map(() => 0);
    let w = [0, 0, 0];
    for (let step = 1; step <= 5000; step++) {
      features.forEach((x, k) => { share[k] += (pays(labels[k] * score(w, x)) - share[k]) / step; });
      w = w.map((_, axis) => mean(features.map((x, k) => share[k] * labels[k] * x[axis])) / (2 * strength));
    }
    const at = (x, f) => centre[1] + (f - w[2] - w[0] * (x - centre[0])) / w[1];
    return { w, at, margins: features.map((x, k) => labels[k] * score(w, x)) };
  }

  function draw() {
    const strength = 10 ** inputs.strength.valueAsNumber;
    const { w, margins, at } = fit(strength);
    const corner = (x, f) => `${view.px(x).toFixed(1)},${view.py(at(x, f)).toFixed(1)}`;
    const [a, b] = length;
    set(band, { points: [corner(a, -1), corner(b, -1), corner(b, 1), corner(a, 1)].join(" ") });
    set(line, { points: `${corner(a, 0)} ${corner(b, 0)}` });
    const right = (margin) => (loss(margin) > 1e-3 ? "right, and pays" : "right, and pays nothing");
    const kinds = margins.map((margin) => (margin <= 0 ? "wrong" : right(margin)));
    handles.forEach((handle, k) => {
      const [x, y] = [view.px(petals[k][0]), view.py(petals[k][1])];
      set(handle, labels[k] > 0 ? { cx: x, cy: y } : { x: x - 7.5, y: y - 7.5 });
      const [long, wide] = petals[k].map((size) => size.toFixed(2));
      const text = `length ${long}, width ${wide}, ${kinds[k]}`;
      set(handle, { "data-kind": kinds[k], "aria-valuenow": long, "aria-valuetext": text });
    });
    const count = (kind) => kinds.filter((found) => found === kind).length;
    const [cost, free] = [mean(margins.map(loss)), 2 / Math.hypot(w[0], w[1])];
    say(`Of ${labels.length} flowers ${count("wrong")} are wrong, ${count("right, and pays")} are right and pay. ` +
      `The mean loss is ${cost.toFixed(3)}, the band ${free.toFixed(2)} cm wide (λ = ${Number(strength.toPrecision(2))}).`);
  }

  handles.forEach((handle, k) => {
    const move = (x, y) => {
      petals[k] = [x, y];
      draw();
    };
    drag(handle, view, move);
    handle.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.05], ArrowDown: [0, -0.05] };
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      move(clip(petals[k][0] + step[0], ...length), clip(petals[k][1] + step[1], ...width));
    });
  });
  begin(draw);
})();
