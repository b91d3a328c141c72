// What pages do without the server: keys, copying, dialogs, times. No rule of the product is here.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // -- notices -------------------------------------------------------------------------------
  function notice(text, kind = "good") {
    const box = document.createElement("div");
    box.className = `notice ${kind}`;
    box.setAttribute("role", "status");
    const words = document.createElement("div");
    words.textContent = text;
    box.append(words);
    $("#notices").append(box);
    setTimeout(() => box.remove(), kind === "good" ? 3000 : 12000);
  }
  document.addEventListener("htmx:error", (event) => {
    const error = event.detail.error;
    if (error && error.name === "AbortError") return;
    notice("The server does not answer. Is it still running? Nothing was lost; try again.", "bad");
  });

  // -- buttons that need no server -------------------------------------------------------------
  const looks = { system: "light", light: "dark", dark: "system" };
  function sayAppearance() {
    const chosen = document.documentElement.dataset.appearance || "system";
    for (const button of $$("button[data-appearance]")) {
      const word = chosen === "system" ? "follows the system" : chosen;
      button.setAttribute("aria-label", `Appearance: ${word}`);
      button.title = `Appearance: ${word}`;
    }
  }
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      notice("Copied");
    } catch {
      notice("This browser does not let a page copy; select the text and copy it by hand.", "bad");
    }
  }
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-dismiss],[data-open],[data-copy],[data-print],button[data-appearance]");
    for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (!target) return;
    if (target.matches("[data-dismiss]")) target.closest(".notice").remove();
    if (target.dataset.open) $(`#${target.dataset.open}`).showModal();
    if (target.dataset.copy) {
      const from = $(target.dataset.copy);
      copy(from.value !== undefined ? from.value : from.textContent);
    }
    if (target.matches("[data-print]")) { target.closest("details").open = false; print(); }
    if (target.matches("button[data-appearance]")) {
      const next = looks[document.documentElement.dataset.appearance || "system"];
      try { localStorage.setItem("appearance", next); } catch { /* storage is off: for this page only */ }
      window.applyAppearance();
      sayAppearance();
    }
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.detail.ctx && event.detail.ctx.sourceElement;
    const response = event.detail.ctx && event.detail.ctx.response;
    if (form && form.matches && form.matches("form[data-reset]") && response && response.status < 400) form.reset();
  });

  // -- keys ----------------------------------------------------------------------------------
  let afterG = 0;
  const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");
  function move(step) {
    const links = $$("[data-rows] .row-link");
    if (!links.length) return;
    const here = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, here < 0 ? 0 : here + step))].focus();
  }
  document.addEventListener("keydown", (event) => {
    const area = event.target.closest && event.target.closest("textarea[data-enter-sends]");
    if (area && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      area.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest && typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if ($("dialog[open]")) return;
    if (afterG && Date.now() - afterG < 1200) {
      afterG = 0;
      const link = $(`nav a[data-key="g ${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); return; }
    }
    if (event.key === "g") afterG = Date.now();
    else if (event.key === "?") { event.preventDefault(); $("#keys").showModal(); }
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "/") {
      const search = $("[data-search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  // -- times -----------------------------------------------------------------------------------
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  function relative(moment) {
    const seconds = (Date.now() - moment) / 1000, away = Math.abs(seconds);
    if (away < 45) return seconds >= 0 ? "just now" : "in a moment";
    const [unit, length] = units.find(([, size]) => away >= size * 0.95) || units[3];
    const count = Math.max(1, Math.round(away / length));
    if (unit === "day" && count > 6) return null;
    const said = `${count} ${unit}${count === 1 ? "" : "s"}`;
    return seconds >= 0 ? `${said} ago` : `in ${said}`;
  }
  setInterval(() => {
    for (const tag of $$("time[data-relative]")) {
      const said = relative(Date.parse(tag.dateTime));
      if (said && said !== tag.textContent) tag.textContent = said;
    }
  }, 20000);
  sayAppearance();
})();
