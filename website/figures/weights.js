// AdaBoost over the rounds, with one label that is wrong: which one, and how many rounds, is moved.
(() => {
  const { add, set, plot, inputs, values, say, begin } = moving("weights");
  const { labels } = values; // in the order of the measurement
  const n = labels.length;
  const view = plot({ x: [0, n + 1], y: [0, 0.5], xticks: [1, 5, 10, 15, 20], yticks: [0, 0.25, 0.5],
                      yword: (share) => String(100 * share), ylabel: "share of the weight, in %",
                      xlabel: "tumours, by concave points" });
  const bars = labels.map((_, k) => add("rect", { x: view.px(k + 1) - 10, width: 20 }));
  const signs = labels.map((_, k) => add("text", { class: "moving-tick", x: view.px(k + 1), "text-anchor": "middle" }));

  // The stumps: +1 up to a place in the order and -1 behind it, or the other way round.
  const stumps = [1, -1].flatMap((side) => labels.map((_, cut) => labels.map((_, k) => (k < cut ? side : -side))));
  const pull = (label, score) => -lossFormulas.exponential.score[label > 0 ? 0 : 1].gradient(score);

  function boost(told, rounds) {
    let scores = told.map(() => 0);
    const weigh = () => {
      const pulls = scores.map((score, k) => Math.abs(pull(told[k], score)));
      const total = pulls.reduce((sum, one) => sum + one, 0);
      return pulls.map((one) => one / total);
    };
    for (let round = 0; round < rounds; round++) {
      const weights = weigh();
      const edge = (stump) => stump.reduce((sum, vote, k) => sum + vote * told[k] * weights[k], 0);
      const edges = stumps.map((stump) => Math.round(1e9 * edge(stump)));
      const chosen = stumps[edges.indexOf(Math.max(...edges))];
      const missed = weights.reduce((sum, weight, k) => sum + (chosen[k] === told[k] ? 0 : weight), 0);
      scores = scores.map((score, k) => score + (Math.log((1 - missed) / missed) / 2) * chosen[k]);
    }
    return weigh();
  }

  function draw() {
    const [rounds, lie] = [inputs.rounds.valueAsNumber, inputs.lie.valueAsNumber - 1];
    const told = labels.map((label, k) => (k === lie ? -label : label));
    const weights = boost(told, rounds);
    const top = (k) => view.py(weights[k]);
    const kind = (k) => (k === lie ? "moving-short" : "moving-enough");
    bars.forEach((bar, k) => set(bar, { y: top(k), height: view.py(0) - top(k), class: kind(k) }));
    signs.forEach((sign, k) => set(sign, { y: top(k) - 5, text: told[k] > 0 ? "+" : "−" }));
    const share = (k) => `number ${k + 1}, has ${(100 * weights[k]).toFixed(1)} % of the weight`;
    const lied = lie < 0 ? "no label is wrong" : `the wrong label, ${share(lie)}`;
    say(`${rounds ? `After ${rounds} rounds` : "At the start"} ${lied}. The heaviest, ${share(weights.indexOf(Math.max(...weights)))}.`);
  }
  begin(draw);
})();
