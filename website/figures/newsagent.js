// How many papers should the newsagent order? The level and the order are moved; the loss answers.
(() => {
  const { add, set, plot, drag, inputs, values, say, begin } = moving("newsagent");
  const { demand } = values;
  const view = plot({ x: [10, 75], y: [-1.6, 15], xticks: [20, 30, 40, 50, 60, 70], yticks: [0, 5, 10, 15],
                      xlabel: "papers ordered", ylabel: "mean pinball loss" });
  const curve = add("polyline", { look: looks.pinball });
  const floor = add("line", { class: "moving-floor", look: looks.pinball });
  const days = demand.map((asked) => add("circle", { r: 4, cx: view.px(asked), cy: view.py(-0.8) }));
  const line = add("line", { class: "moving-axis" });
  const handle = add("circle", { r: 11, look: looks.pinball });

  const loss = (asked, order, level) => lossFormulas.pinball.score[0].value(1 - asked + order, level);
  const cost = (order, level) => mean(demand.map((asked) => loss(asked, order, level)));
  const enough = (order) => demand.filter((asked) => asked <= order).length;

  function best(level) {
    const orders = Array.from({ length: 66 }, (_, k) => k + 10);
    const costs = orders.map((order) => cost(order, level));
    const least = Math.min(...costs);
    const found = orders.filter((_, k) => costs[k] < least + 1e-9);
    return [found[0], found.at(-1), least];
  }

  function draw() {
    const [level, order] = [inputs.level.valueAsNumber, inputs.order.valueAsNumber];
    const [low, high, least] = best(level);
    const [x, y] = [view.px(order), view.py(cost(order, level))];
    set(curve, { points: view.curve((c) => cost(c, level), 130) });
    set(floor, { x1: view.px(low) - 4, x2: view.px(high) + 4, y1: view.py(least), y2: view.py(least) });
    set(line, { x1: x, x2: x, y1: y, y2: view.py(-1.6) });
    set(handle, { cx: x, cy: y });
    days.forEach((day, k) => set(day, { class: demand[k] > order ? "moving-short" : "moving-enough" }));
    const range = low === high ? `${low}, which lasts` : `${low} to ${high}; ${low} last`;
    const times = Number((level / (1 - level)).toFixed(2));
    say(`With τ = ${level.toFixed(2)} a paper too few costs ${times} times a paper too many. ` +
      `An order of ${order} lasts on ${enough(order)} of ${demand.length} days. ` +
      `Best: ${range} on ${enough(low)}.`);
  }

  drag(handle, view, (asked) => {
    inputs.order.value = asked;
    draw();
  });
  begin(draw);
})();
