// Before the first paint: the chosen appearance, else the system's.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    let chosen = "system";
    try { chosen = localStorage.getItem("appearance") || "system"; } catch { /* storage is off */ }
    const isDark = chosen === "dark" || (chosen === "system" && dark.matches);
    document.documentElement.classList.toggle("dark", isDark);
    document.documentElement.dataset.appearance = chosen;
    document.documentElement.style.colorScheme = isDark ? "dark" : "light";
  };
  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", apply);
  window.applyAppearance = apply;
})();
