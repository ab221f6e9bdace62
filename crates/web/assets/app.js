// Everything works without this file; it only spares people a few steps.
(() => {
  "use strict";

  // Whoever sent a form with errors is taken to the list of them.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // A second click on the same button does not send the form twice. The button is not disabled:
  // its name and value must still be sent.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method.toLowerCase() !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true");
  });

  // The back button may bring the page back as it was left.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
  });

  // Escape closes an open menu and gives the focus back to what opened it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();

// How long work is doing, told while the page is open. Without it a link on the page looks again.
(() => {
  "use strict";
  if (!("EventSource" in window)) return;
  for (const place of document.querySelectorAll("[data-progress]")) {
    const source = new EventSource(place.dataset.progress);
    const isTyped = () => Array.from(document.querySelectorAll("main textarea, main input:not([type=hidden])"))
      .some((field) => field.value !== field.defaultValue);
    const hear = (event) => {
      const told = JSON.parse(event.data);
      for (const name of Object.keys(told.texts)) {
        const shown = place.querySelector(`[data-told="${name}"]`);
        if (shown && shown.textContent !== told.texts[name]) shown.textContent = told.texts[name];
      }
      // Another page stands there now; who is writing on this one is not disturbed.
      const isOther = place.dataset.standing !== undefined && place.dataset.standing !== told.standing;
      if (event.type === "over" || isOther) {
        if (isOther && !isTyped()) { source.close(); location.reload(); }
        else if (event.type === "over") source.close();
      }
    };
    source.addEventListener("stands", hear);
    source.addEventListener("over", hear);
    window.addEventListener("pagehide", () => source.close());
  }
})();

// What was typed and could not be sent is kept in the browser (below). It belongs to who typed it: it goes
// when they sign out, and before anybody else sees a page on the same machine.
const keptHere = (() => {
  "use strict";
  const READER = "fordel-reader", LEAVING = "fordel-leaving", reader = document.body.dataset.reader || "";
  const forgetAll = () => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("fordel:") || key === READER) localStorage.removeItem(key);
    } catch { /* A closed store keeps nothing. */ }
  };
  const isReaders = () => { try { return reader !== "" && localStorage.getItem(READER) === reader; } catch { return false; } };
  try {
    // What was saved while the page was being left, or in another window, goes too.
    if (sessionStorage.getItem(LEAVING) && !reader) forgetAll();
    sessionStorage.removeItem(LEAVING);
    if (reader && !isReaders()) {
      forgetAll();
      localStorage.setItem(READER, reader);
    }
  } catch { /* A closed store keeps nothing. */ }
  const each = function* () {
    for (const key of Object.keys(localStorage)) if (key.startsWith("fordel:")) yield key;
  };
  // What was sent with a form is forgotten when the server says that this very save arrived. A revision
  // that has moved on says nothing: it may be a colleague's.
  const address = new URL(location.href);
  const arrived = address.searchParams.get("saved") || document.querySelector("[data-arrived]")?.dataset.arrived;
  if (arrived) {
    try {
      for (const key of each()) if (JSON.parse(localStorage.getItem(key))?.save === arrived) localStorage.removeItem(key);
    } catch { /* A closed store keeps nothing. */ }
    if (address.searchParams.has("saved")) {
      address.searchParams.delete("saved");
      history.replaceState(history.state, "", address);
    }
  }
  // What is kept here, or stands unsaved on the page, is lost by signing out: that is for the writer to say.
  let isUnsaved = () => false;
  const isKept = () => { try { return isReaders() && !each().next().done; } catch { return false; } };
  const out = document.querySelector("form[data-sign-out]");
  if (out) out.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if ((isKept() || isUnsaved()) && !window.confirm(out.dataset.loses)) {
      event.preventDefault();
      delete out.dataset.saved;
      return;
    }
    forgetAll();
    try { sessionStorage.setItem(LEAVING, "yes"); } catch { /* A closed store keeps nothing. */ }
  });
  // Who has signed out in another window keeps nothing in this one any more.
  return {
    read: (key) => { try { return isReaders() ? JSON.parse(localStorage.getItem(key)) : null; } catch { return null; } },
    write: (key, kept) => { try { if (isReaders()) localStorage.setItem(key, JSON.stringify(kept)); } catch { /* A full or closed store: the page still has it. */ } },
    forget: (key) => { try { localStorage.removeItem(key); } catch { /* Nothing was kept. */ } },
    watch: (unsaved) => { isUnsaved = unsaved; },
  };
})();

// Forms of questions: what depends on answers, rows, sums, files. Without this a button does the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-questions]");
  if (!form) return;
  const all = (selector, within = form) => Array.from(within.querySelectorAll(selector));
  for (const one of all("[data-without-script]")) one.hidden = true;

  // Numbers as people write them: kroner in øre, percent in hundredths, as conditions hold them.
  const number = (text, kind) => {
    const bare = text.replace(/[\s\u00a0\u202f]/g, "").replace(/^(kr|NOK)/i, "").replace(/(,-|%)$/, "").replace(",", ".").replace("\u2212", "-");
    if (!/^-?\d+(\.\d+)?$/.test(bare)) return null;
    return kind === "whole" ? Number(bare) : Math.round(Number(bare) * 100);
  };
  const written = (value, kind) => {
    const unit = kind === "whole" ? value : value / 100;
    const [whole, rest] = Math.abs(unit).toFixed(kind === "whole" || value % 100 === 0 ? 0 : 2).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    return (value < 0 ? "\u2212" : "") + grouped + (rest ? "," + rest : "");
  };
  const values = (within) => all("input, select, textarea", within)
    .filter((field) => field.name.startsWith("a.") && !/\.\d+\.row$/.test(field.name))
    .filter((field) => !/^(radio|checkbox)$/.test(field.type) || field.checked)
    .map((field) => field.value.trim()).filter(Boolean);
  const rowsThatSayAnything = (question) => all("[data-row-list] > [data-row]", question).filter((row) => values(row).length > 0);

  // The same rules as on the server; a question that is not shown counts as not answered.
  const holds = (condition, shown) => {
    const [kind, of] = Object.entries(condition)[0];
    if (kind === "not") return !holds(of, shown);
    if (kind === "all") return of.every((one) => holds(one, shown));
    if (kind === "any") return of.some((one) => holds(one, shown));
    const question = shown.get(of.question);
    if (!question) return false;
    if (kind === "is") return values(question).includes(of.value);
    if (kind === "answered") return values(question).length > 0;
    if (kind === "at-least") {
      if (question.querySelector("[data-row-list]")) return rowsThatSayAnything(question).length >= of.value;
      const value = number(values(question)[0] || "", question.dataset.kind);
      return value !== null && value >= of.value;
    }
    return false;
  };
  const told = (element, name) => {
    try { return JSON.parse(element.dataset[name]); } catch { return { all: [] }; }
  };
  const show = () => {
    const shown = new Map();
    for (const section of all("[data-section]")) {
      const hidden = "showIf" in section.dataset && !holds(told(section, "showIf"), shown);
      section.hidden = hidden;
      const part = form.querySelector(`[data-part="${section.dataset.section}"]`);
      if (part) part.hidden = hidden;
      for (const question of all("[data-question]", section)) {
        question.hidden = "showIf" in question.dataset && !holds(told(question, "showIf"), shown);
        if ("requiredIf" in question.dataset) question.toggleAttribute("data-required", holds(told(question, "requiredIf"), shown));
        if (!hidden && !question.hidden) shown.set(question.dataset.question, question);
      }
    }
  };
  const sums = () => {
    for (const cell of all("[data-sum]")) {
      const column = cell.dataset.sum, kind = cell.dataset.sumKind;
      const fields = all("tbody input", cell.closest("table")).filter((field) => field.name.endsWith("." + column));
      cell.textContent = written(fields.reduce((sum, field) => sum + (number(field.value, kind) || 0), 0), kind);
    }
  };
  const counts = () => {
    for (const question of all("[data-limit]")) {
      const field = question.querySelector("input, textarea"), line = question.querySelector("[data-count]");
      if (!field || !line) continue;
      const long = Array.from(field.value).length, limit = Number(question.dataset.limit);
      line.hidden = long < limit * 0.8;
      line.toggleAttribute("data-too-long", long > limit);
      line.textContent = form.dataset.count.replace("#count#", written(long, "whole")).replace("#most#", written(limit, "whole"));
    }
  };
  const refresh = () => { show(); sums(); counts(); };

  // Rows are copied from a template; their index only has to be one that no other row has.
  const addRow = (rows, index) => {
    const list = rows.querySelector("[data-row-list]"), copied = rows.querySelector("[data-row-copied]");
    if (!list || !copied) return null;
    const taken = Array.from(list.children, (row) => Number(row.dataset.row));
    const at = index ?? Math.max(-1, ...taken) + 1;
    const holder = document.createElement("template");
    holder.innerHTML = copied.innerHTML.replaceAll("__row__", String(at)).replaceAll("__number__", String(at + 1));
    const row = holder.content.firstElementChild;
    list.append(row);
    settleRows(rows);
    return row;
  };
  const settleRows = (rows) => {
    const list = rows.querySelector("[data-row-list]");
    const own = list.querySelectorAll(":scope > [data-own]").length;
    const add = rows.querySelector("[data-add-row]");
    const full = rows.querySelector("[data-rows-full]"), isFull = own >= Number(rows.dataset.most);
    if (add) add.hidden = isFull;
    if (full) full.hidden = !isFull;
    Array.from(list.children).forEach((row, place) => {
      const name = row.querySelector("[data-row-name]");
      if (name && "own" in row.dataset) name.textContent = rows.dataset.named.replace("#number#", place + 1);
      const number = row.querySelector("[data-row-number]");
      if (number) number.textContent = place + 1;
    });
  };
  const changed = () => { refresh(); form.dispatchEvent(new Event("input", { bubbles: true })); };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const rows = button.closest("[data-rows]");
    if ("addRow" in button.dataset && rows) {
      const row = addRow(rows);
      if (!row) return;
      event.preventDefault();
      row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
      changed();
    } else if ("removeRow" in button.dataset && rows) {
      event.preventDefault();
      const row = button.closest("[data-row]"), next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      settleRows(rows);
      (next?.querySelector("input:not([type=hidden]), select, textarea") || rows.querySelector("[data-add-row]") || rows).focus();
      changed();
    } else if ("removeFile" in button.dataset) {
      event.preventDefault();
      const files = button.closest("[data-files]");
      button.closest("[data-file]").remove();
      settleFiles(files);
      files.querySelector("input[type=file]")?.focus();
      changed();
    }
  });

  // A file is sent by itself at once; what is typed meanwhile stays where it is.
  const settleFiles = (files) => {
    const add = files.querySelector("[data-upload]");
    if (add) add.hidden = files.querySelectorAll("[data-file]").length >= Number(files.dataset.most);
  };
  const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
  const keepFile = (files, file) => {
    const line = files.querySelector("[data-file-copied]").content.firstElementChild.cloneNode(true);
    const taken = all("input[type=hidden]", files).map((field) => Number(field.name.slice(files.dataset.files.length + 1).split(".")[0]));
    const at = Math.max(-1, ...taken) + 1;
    for (const part of ["id", "name", "bytes", "type"]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = `${files.dataset.files}.${at}.${part}`;
      field.value = file[part];
      line.prepend(field);
    }
    const link = line.querySelector("a");
    link.href = file.href || link.href;
    link.textContent = file.name;
    line.querySelector(".files__size").textContent = size(Number(file.bytes));
    files.querySelector(".files__list").append(line);
    settleFiles(files);
  };
  const upload = async (files) => {
    const add = files.querySelector("[data-upload]"), chosen = add.querySelector("input[type=file]");
    const state = files.querySelector("[data-upload-state]"), file = chosen.files[0];
    if (!file) return;
    if (file.size > 10 * 1024 * 1024) { state.textContent = state.dataset.tooLarge; chosen.value = ""; return; }
    state.textContent = state.dataset.sending;
    const body = new FormData();
    body.append(chosen.name, file);
    try {
      const answer = await fetch(add.dataset.upload, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      const said = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : {};
      if (!answer.ok) { state.textContent = said.detail || state.dataset.failed; return; }
      keepFile(files, said);
      chosen.value = "";
      state.textContent = state.dataset.sent;
      changed();
    } catch {
      state.textContent = state.dataset.failed;
    }
  };
  for (const files of all("[data-files]")) {
    const chosen = files.querySelector("input[type=file]"), button = files.querySelector("[data-upload-button]");
    if (!chosen || !button) continue;
    button.hidden = true;
    chosen.addEventListener("change", () => upload(files));
  }

  // What the browser keeps is put back: rows that are not there any more are made again first.
  const put = (pairs) => {
    const names = new Set(pairs.map(([name]) => name));
    for (const rows of all("[data-rows]")) {
      const begin = `a.${rows.dataset.rows}.`;
      const wanted = new Set([...names].filter((name) => name.startsWith(begin)).map((name) => name.slice(begin.length).split(".")[0]));
      for (const row of all("[data-row-list] > [data-own]", rows)) if (!wanted.has(row.dataset.row)) row.remove();
      for (const index of wanted) if (!rows.querySelector(`[data-row-list] > [data-row="${CSS.escape(index)}"]`)) addRow(rows, Number(index));
      settleRows(rows);
    }
    for (const files of all("[data-files]")) {
      const begin = files.dataset.files + ".", found = new Map();
      for (const [name, value] of pairs) {
        if (!name.startsWith(begin)) continue;
        const [index, part] = name.slice(begin.length).split(".");
        found.set(index, { ...found.get(index), [part]: value });
      }
      if (!files.querySelector("[data-file-copied]")) continue;
      for (const line of all("[data-file]", files)) line.remove();
      for (const file of found.values()) keepFile(files, { ...file, href: `${form.dataset.files}/${file.id}` });
    }
    const left = new Map();
    for (const [name, value] of pairs) left.set(name, [...(left.get(name) || []), value]);
    for (const field of all("input, select, textarea")) {
      if (!field.name.startsWith("a.") || field.type === "hidden" || field.type === "file") continue;
      const given = left.get(field.name) || [];
      if (/^(radio|checkbox)$/.test(field.type)) field.checked = given.includes(field.value);
      else field.value = given[0] ?? "";
    }
    refresh();
  };
  form.addEventListener("input", refresh);
  form.addEventListener("change", refresh);
  for (const rows of all("[data-rows]")) settleRows(rows);
  refresh();

  // Saving by itself: after a pause and before one leaves. What could not be sent stays in this browser,
  // under the application and the revision it was written on, and is offered again.
  const state = document.querySelector("[data-save-state]");
  if (!form.dataset.autosave || !state) return;
  const PAUSE = 3000, key = `fordel:${form.dataset.autosave}`;
  const field = (name) => form.querySelector(`input[type=hidden][name="${name}"]`);
  const answers = () => Array.from(new FormData(form)).filter(([name, value]) => name.startsWith("a.") && typeof value === "string");
  const spoken = (word, more = "") => { if (state.dataset.says !== word + more) { state.dataset.says = word + more; state.textContent = more || state.dataset[word] || ""; state.dataset.state = word; } };
  const kept = () => keptHere.read(key);
  const keep = (save = "") => {
    const unsent = { save, revision: field("revision").value, base: field("base").value, pairs: answers(), at: Date.now() };
    keptHere.write(key, unsent);
  };
  const forget = () => keptHere.forget(key);
  // How far each part of the form is, as the server counts it.
  const tellParts = (said) => {
    for (const part of said.parts || []) {
      const line = form.querySelector(`[data-part="${CSS.escape(part.key)}"]`);
      if (!line) continue;
      if (part.far) line.dataset.far = part.far; else delete line.dataset.far;
      line.querySelector("[data-part-says]").textContent = part.says;
    }
    const done = form.querySelector("[data-parts-done]");
    if (done && said.done) done.textContent = said.done;
  };
  let saved = JSON.stringify(answers()), timer = 0, sending = null, isStopped = false, isLeaving = false;
  const isChanged = () => JSON.stringify(answers()) !== saved;
  const save = (isLast = false) => {
    clearTimeout(timer);
    if (isStopped || isLeaving || sending || !isChanged()) return sending || Promise.resolve();
    const now = JSON.stringify(answers());
    const body = new URLSearchParams([["revision", field("revision").value], ["base", field("base").value], ...answers()]);
    spoken("saving");
    const finish = async () => {
      try {
        const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive: isLast && body.toString().length < 60000 });
        if (answer.type === "opaqueredirect") { spoken("signedOut"); return; }
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) {
          field("revision").value = said.revision;
          field("base").value = said.base;
          tellParts(said);
          saved = now;
          if (isChanged()) { keep(); later(); } else forget();
          spoken("saved", said.says);
        } else if (answer.status === 409 && said.revision) {
          isStopped = true;
          spoken("stale");
          document.querySelector("[data-stale-help]").hidden = false;
        } else {
          spoken("failed", said.detail);
        }
      } catch {
        spoken("offline");
      } finally {
        sending = null;
      }
    };
    sending = finish();
    return sending;
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(save, PAUSE); };
  form.addEventListener("input", () => {
    if (!isChanged()) return;
    keep();
    if (!isStopped && state.dataset.state !== "offline") spoken("unsaved");
    later();
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  window.addEventListener("pagehide", () => save(true));
  window.addEventListener("online", () => save());
  setInterval(() => { if (state.dataset.state === "offline") save(); }, 15000);
  // A save on its way would make the form that is sent meanwhile stale: it is waited for.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!sending) {
      isLeaving = true;
      field("save").value = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
      keep(field("save").value);
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    sending.then(() => { delete form.dataset.sent; form.requestSubmit(button || undefined); });
  }, true);
  window.addEventListener("pageshow", () => { isLeaving = false; });
  // Who signs out leaves nothing in the browser: what can still be sent is sent first, and what cannot is
  // asked about.
  keptHere.watch(isChanged);
  const out = document.querySelector("form[data-sign-out]");
  if (out) out.addEventListener("submit", (event) => {
    if (out.dataset.saved || isStopped || !isChanged()) return;
    event.preventDefault();
    out.dataset.saved = "yes";
    const enough = new Promise((done) => setTimeout(done, 5000));
    Promise.race([save(), enough]).then(() => out.requestSubmit());
  }, true);

  const offer = document.querySelector("[data-unsent]"), unsent = kept();
  const isUnsent = unsent && JSON.stringify(unsent.pairs) !== saved;
  const restored = document.querySelector("[data-unsent-restored]");
  if (isUnsent && restored && String(unsent.revision) === field("revision").value) {
    // Nobody has saved since: it goes on where it was, and is sent as soon as it can be.
    put(unsent.pairs);
    field("base").value = unsent.base;
    restored.hidden = false;
    save();
  } else if (isUnsent && offer) {
    offer.hidden = false;
    offer.querySelector("[data-unsent-at]").textContent = new Date(unsent.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    offer.querySelector("[data-unsent-take]").addEventListener("click", () => {
      put(unsent.pairs);
      // Written on an older revision: saving it then shows both, side by side.
      field("revision").value = unsent.revision;
      field("base").value = unsent.base;
      offer.hidden = true;
      form.focus();
      save();
    });
    offer.querySelector("[data-unsent-drop]").addEventListener("click", () => { forget(); offer.hidden = true; });
  } else if (unsent) {
    forget();
  }
})();

// What is handed in once is written for long: the browser keeps it, and only the browser. Without this
// a page that is left is a page that is lost, as with any form.
(() => {
  "use strict";
  const gone = document.querySelector("[data-kept-forget]");
  const name = (key) => `fordel:${key}`;
  if (gone) keptHere.forget(name(gone.dataset.keptForget));
  const form = document.querySelector("form[data-kept]");
  if (!form) return;
  const key = name(form.dataset.kept);
  const fields = () => Array.from(form.elements).filter((field) => field.name && !/^(hidden|submit|button|file)$/.test(field.type));
  const written = () => Array.from(new FormData(form)).filter(([, value]) => typeof value === "string" && value !== "");
  const begun = JSON.stringify(written());
  const kept = keptHere.read(key);
  const forget = () => keptHere.forget(key);
  const note = document.querySelector("[data-kept-note]"), offer = document.querySelector("[data-kept-offer]");
  if (note) note.hidden = false;
  form.addEventListener("input", () => {
    // What is offered still is not written over before it was answered.
    if (offer && !offer.hidden) offer.hidden = true;
    keptHere.write(key, { pairs: written(), at: Date.now() });
  });
  if (!kept || !offer || !Array.isArray(kept.pairs) || JSON.stringify(kept.pairs) === begun) return;
  offer.hidden = false;
  offer.querySelector("[data-kept-at]").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
  offer.querySelector("[data-kept-take]").addEventListener("click", () => {
    const values = new Map(kept.pairs);
    for (const field of fields()) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.get(field.name) === field.value;
      else field.value = values.get(field.name) ?? "";
    }
    offer.hidden = true;
    form.focus();
  });
  offer.querySelector("[data-kept-drop]").addEventListener("click", () => { forget(); offer.hidden = true; });
})();
