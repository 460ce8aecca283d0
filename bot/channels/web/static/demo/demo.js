// How a host page talks to the embed: calls work before it is there, events come by name.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("open").addEventListener("click", () => window.Zongjie.open());
  for (const name of ["open", "close", "reply", "draft", "export", "reset"])
    window.Zongjie.on(name, () => (document.getElementById("heard").textContent = `zongjie:${name}`));
});
