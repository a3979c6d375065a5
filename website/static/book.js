// Search terms are not carried to the pages found: nothing about the reader is stored.
const SPHINX_HIGHLIGHT_ENABLED = false;
// A page from disk may not fetch others, so its search shows no excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// What scrolls in a box of its own, and only that, can be reached and scrolled with the keyboard; it fades where it
// is cut.
{
  const mark = (box) => {
    const scrolls = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto";
    const hidden = box.scrollWidth - box.clientWidth - box.scrollLeft;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    box.classList.toggle("cut", scrolls);
    box.classList.toggle("cut-before", scrolls && box.scrollLeft > 1);
    box.classList.toggle("cut-after", scrolls && hidden > 1);
  };
  const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));
  const boxes = "div.math, .math.wide, figure, pre, .text_html, .pst-scrollable-table-container, .explorer-values";
  for (const box of document.querySelectorAll(`article :is(${boxes})`)) {
    observer.observe(box);
    box.addEventListener("scroll", () => mark(box), { passive: true });
  }
}

// One switch opens the code of all pages.
{
  const button = document.querySelector(".code-switch");
  const show = (open) => {
    button.ariaPressed = open;
    for (const code of document.querySelectorAll("details.hide")) code.open = open;
  };
  if (button && localStorage.getItem("code") === "open") show(true);
  button?.addEventListener("click", () => {
    const open = button.ariaPressed !== "true";
    show(open);
    localStorage.setItem("code", open ? "open" : "folded");
  });
}

// Paper unfolds nothing: show folded code and solutions while printing.
{
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
}

// On the search page one wants to type; a result shows the paragraph in which the word was found, or what its page is
// about.
if (document.getElementById("search-results")) {
  document.querySelector(".bd-search input").focus();
  Search.makeSearchSummary = (text, words) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const has = ({ textContent }) => [...words].some((word) => textContent.toLowerCase().includes(word));
    const paragraphs = [...page.querySelectorAll("article p")].filter(({ textContent }) => textContent.length > 80);
    const prose = paragraphs.find(has)?.textContent ?? page.querySelector("meta[name=description]").content;
    const shown = prose.length > 240 ? `${prose.slice(0, 240).replace(/\s\S*$/, "")} …` : prose;
    return Object.assign(document.createElement("p"), { className: "context", textContent: shown });
  };
}

// The theme would remember how far the contents were scrolled; the page that one reads is marked there anyway.
addEventListener("pagehide", () => sessionStorage.removeItem("sidebar-scroll-top"));

// *Try it* fetches all that it needs at the first click.
{
  let script;
  addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-live]");
    if (!button) return;
    script ??= window.openLive || new Promise((onload) => {
      const src = `${document.documentElement.dataset.content_root}live/live.js`;
      document.head.append(Object.assign(document.createElement("script"), { src, onload }));
    });
    await script;
    openLive(button);
  });
}

// The ledger shows the claims of one verdict, if asked to.
for (const choice of document.querySelectorAll(".verdict-filter input"))
  choice.addEventListener("change", () => {
    for (const row of document.querySelectorAll("article tbody tr"))
      row.hidden = choice.value !== "" && row.cells[2].textContent.trim() !== choice.value;
  });
