// Turns TeX into an SVG picture with MathML beside it for screen readers. Needs the components of mathjax/.
const { core, input, output, adaptors, handlers, mathjax } = MathJax._;
const adaptor = adaptors.liteAdaptor.liteAdaptor();
handlers.html_ts.RegisterHTMLHandler(adaptor);
const tex = new input.tex_ts.TeX({ packages: ["base", "ams"], formatError: (jax, error) => { throw error; } });
const svg = new output.svg_ts.SVG({ fontCache: "global", font: new output.svg.fonts.tex_ts.TeXFont() });
const page = mathjax.mathjax.document("", { InputJax: tex, OutputJax: svg });
const mathml = new core.MmlTree.SerializedMmlVisitor.SerializedMmlVisitor();

function typeset(formula, display) {
  const item = new page.options.MathItem(formula, tex, display);
  item.setMetrics(16, 8, 1e6, 1e6, 1);
  item.compile(page);
  const spoken = mathml.visitTree(item.root);
  item.typeset(page);
  return [adaptor.innerHTML(item.typesetRoot), spoken];
}

// Returns [picture, MathML] or an error message for each [formula, display] pair, and the shapes of all glyphs by id.
function typesetAll(pairs) {
  const results = pairs.map(([formula, display]) => {
    try {
      return typeset(formula, display);
    } catch (error) {
      return error.message;
    }
  });
  const glyphs = adaptor.childNodes(svg.fontCache.defs).map((path) => [adaptor.getAttribute(path, "id"), adaptor.getAttribute(path, "d")]);
  return JSON.stringify([results, glyphs]);
}
