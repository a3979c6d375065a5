// Ten throws to turn over, and a p to move: likelihood and cross-entropy answer.
(() => {
  const { figure, add, set, plot, drag, inputs, values, say, begin } = moving("throws");
  const { throws } = values;
  const view = plot({ x: [0, 1], y: [-2, 2], bottom: 348, xticks: [0, 0.5, 1], yticks: [-2, 0, 2],
                      xlabel: "p, the probability of heads", ylabel: "nats per throw" });
  const best = add("line", { class: "moving-axis", "stroke-dasharray": "2 5" });
  add("line", { class: "moving-axis", x1: view.px(0), x2: view.px(1), y1: view.py(0), y2: view.py(0) });
  const look = looks.binary_cross_entropy;
  const sides = [[1, 11, "mean cross-entropy"], [-1, 6, "mean log-likelihood"]].map(([sign, r, text]) => {
    add("text", { look, x: view.px(0.3), y: view.py(1.8 * sign), text });
    return { sign, curve: add("polyline", { look }), dot: add("circle", { r, look }) };
  });

  const [one, zero] = lossFormulas.binary_cross_entropy.probability;
  const heads = () => throws.filter((side) => side).length;
  function cost(p) {
    const share = heads() / throws.length;
    return (share > 0 ? share * one.value(p) : 0) + (share < 1 ? (1 - share) * zero.value(p) : 0);
  }

  const coins = figure.querySelectorAll("button");
  coins.forEach((coin, k) =>
    coin.addEventListener("click", () => {
      throws[k] = 1 - throws[k];
      draw();
    }),
  );

  function draw() {
    const p = inputs.p.valueAsNumber;
    const share = heads() / throws.length;
    coins.forEach((coin, k) => {
      coin.textContent = throws[k] ? "H" : "T";
      coin.setAttribute("aria-label", `throw ${k + 1}: ${throws[k] ? "heads" : "tails"}`);
    });
    for (const { sign, curve, dot } of sides) {
      set(curve, { points: view.curve((q) => sign * cost(clip(q, 1e-9, 1 - 1e-9)), 200) });
      set(dot, { cx: view.px(p), cy: view.py(sign * cost(p)) });
    }
    set(best, { x1: view.px(share), x2: view.px(share), y1: view.py(-2), y2: view.py(2) });
    const likelihood = Math.exp(-throws.length * cost(p));
    say(`${heads()} heads in ${throws.length} throws. At p = ${p.toFixed(2)} the likelihood is ` +
      `${likelihood.toPrecision(3)}, the mean cross-entropy ${cost(p).toFixed(3)}. ` +
      `Both are best at p = ${share.toFixed(1)}.`);
  }

  drag(sides[0].dot, view, (p) => {
    inputs.p.value = p;
    draw();
  });
  begin(draw);
})();
