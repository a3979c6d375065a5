// Runs before anything is painted and before all other scripts.

// Where the reader blocks site data, the mere name `localStorage` throws, and scripts that use it would die: there
// they keep what they keep as long as the page is open.
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].length;
  } catch {
    const kept = new Map();
    const value = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, item) => kept.set(key, String(item)),
      removeItem: (key) => kept.delete(key),
    };
    Object.defineProperty(window, name, { value });
  }
}

// No page flashes in the wrong colours.
{
  const mode = localStorage.getItem("mode");
  const dark = mode === "dark" || (mode !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.mode = mode || "auto";
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}
