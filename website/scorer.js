// The search puts a chapter before the lists that only name what it derives.
const LISTS = /^(genindex|book\/(api|claims|formulas|glossary|names|notation|theorems|choosing\/(claims|formulas)))$/;
var Scorer = {
  score: ([page, , , , score]) => (LISTS.test(page) ? score - 200 : score),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
