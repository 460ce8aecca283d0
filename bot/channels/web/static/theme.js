// Before anything is painted: the theme that was chosen, else the system's. Kept apart because the policy allows no inline script.
(function () {
  var chosen = "";
  try {
    chosen = localStorage.getItem("zongjie.theme") || "";
  } catch (refused) {
    chosen = "";
  }
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function show() {
    var now = document.documentElement.dataset.chosen || chosen;
    document.documentElement.dataset.theme = now || (dark.matches ? "dark" : "light");
  }
  show();
  if (dark.addEventListener) dark.addEventListener("change", show);
})();
