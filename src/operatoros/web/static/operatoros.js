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
  // A file that is handed out is noted by the server, and only a change may be noted: a link is none.
  async function save(button) {
    button.disabled = true;
    try {
      const token = $('meta[name="csrf-token"]').content;
      const answer = await fetch(button.dataset.save, { method: "POST", headers: { "X-CSRF-Token": token, Accept: "application/json" } });
      if (!answer.ok) {
        const said = await answer.json();
        notice(`${said.message}. ${said.hint} (${said.code})`, "bad");
        return;
      }
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))[1];
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    } catch {
      notice("The file did not arrive. Is the server still running? Nothing was lost; try again.", "bad");
    } finally {
      button.disabled = false;
    }
  }
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-dismiss],[data-open],[data-copy],[data-print],[data-save],button[data-appearance]");
    for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (!target) return;
    if (target.matches("[data-dismiss]")) target.closest(".notice").remove();
    if (target.dataset.open) $(`#${target.dataset.open}`).showModal();
    if (target.dataset.copy) {
      const from = $(target.dataset.copy);
      copy(from.value !== undefined ? from.value : from.textContent);
    }
    if (target.dataset.save) { target.closest("details").open = false; save(target); }
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

  // -- the inbox -------------------------------------------------------------------------------
  // An answer that comes sooner than a person can read is no answer to what is shown now.
  const READING_MS = 400;
  let shownAt = 0;
  const tooSoon = () => performance.now() - shownAt < READING_MS;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-decides]") && tooSoon()) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  function setting(name) { try { return localStorage.getItem(name) === "yes"; } catch { return false; } }
  function sayView() {
    let view = "unified";
    try { view = localStorage.getItem("view") || view; } catch { /* storage is off */ }
    document.documentElement.dataset.view = view;
    for (const button of $$("button[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  // The stop lane: approve stays off until every hunk was on the screen.
  function watchHunks(form) {
    const button = $("[data-needs-all]", form);
    if (!button) return;
    const waiting = new Set($$("[data-end]", form));
    const ready = () => {
      const unseen = $("[data-unseen]", form);
      const all = waiting.size === 0;
      form.elements.all_seen.value = all ? "yes" : "";
      button.disabled = !(all || (unseen && unseen.checked));
      const note = $("[data-seen-note]", form);
      if (note) note.hidden = all;
    };
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) { waiting.delete(entry.target); observer.unobserve(entry.target); }
      ready();
    });
    for (const mark of waiting) observer.observe(mark);
    form.addEventListener("change", ready);
    ready();
  }
  function watchEdit(form) {
    const area = $("[data-edit]", form);
    if (!area) return;
    const before = area.value, approve = $('[data-decides="approve"]', form), note = $("[data-edit-note]", form);
    area.addEventListener("input", () => {
      const changed = area.value !== before;
      approve.disabled = changed;
      note.hidden = !changed;
    });
  }
  function prepare(root) {
    for (const form of $$("form[data-decision]", root)) { watchHunks(form); watchEdit(form); }
    for (const area of $$("[data-copy-now]", root)) { area.removeAttribute("data-copy-now"); copy(area.value); }
    for (const box of $$("[data-setting]", root)) box.checked = setting(box.dataset.setting);
    sayView();
  }
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx && event.detail.ctx.target;
    if (target && target.id === "panel") {
      shownAt = performance.now();
      target.focus({ preventScroll: true });
      if (target.getBoundingClientRect().top < 0 || innerWidth < 900) target.scrollIntoView({ block: "start" });
      // What became a proposal need not stand in the way any longer; what did not can be mended.
      const scan = $("form[data-scan]");
      if ($(".scanned.good", target)) { scan.reset(); scan.parentElement.open = false; }
      const auto = $("[data-autocopy]", target);
      if (auto && setting("autocopy")) auto.click();
    }
    prepare(document);
  });
  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-select-all]");
    if (all) for (const box of $$('input[name="entry"]', all.form)) box.checked = all.checked;
    const box = event.target.closest("[data-setting]");
    if (box) try { localStorage.setItem(box.dataset.setting, box.checked ? "yes" : ""); } catch { /* storage is off */ }
  });
  document.addEventListener("click", async (event) => {
    const view = event.target.closest("button[data-view]");
    if (view) { try { localStorage.setItem("view", view.dataset.view); } catch { document.documentElement.dataset.view = view.dataset.view; } sayView(); }
    const paste = event.target.closest("[data-paste]");
    if (paste) {
      try {
        const area = $(paste.dataset.paste);
        area.value = await navigator.clipboard.readText();
        area.form.requestSubmit();
      } catch { notice("This browser does not let a page read the clipboard; paste into the field.", "bad"); }
    }
  });
  document.addEventListener("input", (event) => {
    const box = event.target.closest("[data-base64]");
    if (!box) return;
    const plain = $("[data-plain]", box), coded = $("[data-coded]", box), problem = $("[data-problem]", box);
    problem.hidden = true;
    try {
      if (event.target === plain) coded.value = btoa(String.fromCharCode(...new TextEncoder().encode(plain.value)));
      else plain.value = new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(coded.value.trim()), (c) => c.charCodeAt(0)));
    } catch { problem.hidden = false; }
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
  function click(selector) {
    const button = $(selector);
    if (button && !button.disabled) button.click();
  }
  document.addEventListener("keydown", (event) => {
    // Enter never approves in the stop lane, and sends no half-made decision anywhere.
    if (event.key === "Enter" && event.target.matches && event.target.matches("[data-stop], form[data-decision] input:not([type=checkbox])")) {
      event.preventDefault();
      return;
    }
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
    else if (event.key === "x") {
      const row = document.activeElement.closest("[data-entry]");
      const box = row && $("input[type=checkbox]", row);
      if (box) box.checked = !box.checked;
    } else if (event.key === "a") {
      const panel = $("#panel [data-lane]");
      // The stop lane wants its words typed; a key is not enough.
      if (panel && panel.dataset.lane !== "stop") click('#panel [data-decides="approve"]');
    } else if (event.key === "n" || event.key === "Escape") click('#panel [data-decides="reject"]');
    else if (event.key === "u") click("[data-undo-latest]");
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
  shownAt = performance.now();
  prepare(document);
})();
