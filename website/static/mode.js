// Runs before anything is painted, so that no page flashes in the wrong colours.
{
  let mode;
  try {
    mode = localStorage.getItem("mode");
  } catch {} // Storage may be closed; then the system decides.
  const dark = mode === "dark" || (mode !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.mode = mode || "auto";
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}
