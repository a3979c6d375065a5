// Search terms are not carried to the pages found: nothing about the reader is stored.
const SPHINX_HIGHLIGHT_ENABLED = false;
// A page from disk may not fetch others, so its search shows no excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// What scrolls in a box of its own, and only that, can be reached and scrolled with the keyboard.
{
  const observer = new ResizeObserver((entries) => {
    for (const { target: box } of entries) {
      if (box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto") box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  });
  const boxes = "div.math, .math.wide, figure, pre, .text_html, .pst-scrollable-table-container";
  for (const box of document.querySelectorAll(`article :is(${boxes})`)) observer.observe(box);
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

// On the search page one wants to type.
if (document.getElementById("search-results")) document.querySelector(".bd-search input").focus();

// The theme would remember how far the contents were scrolled; the page that one reads is marked there anyway.
addEventListener("pagehide", () => sessionStorage.removeItem("sidebar-scroll-top"));
