// Reviewing in the report: what a reader decides goes to `phoihop review`, which writes it to a file of corrections.
"use strict";
(function () {
  const LABELS = { accept: "Đúng / Right", reject: "Sai / Wrong", correct: "Sửa / Correct" };
  const panel = document.getElementById("review");
  const queue = document.getElementById("queue");
  let state = null;
  let selected = { quote: "", start: null };

  function element(tag, values, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(values || {})) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  async function ask(path) {
    const answer = await fetch(path, { headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.fault);
    return told;
  }

  async function send(path, values, where) {
    const reviewer = document.getElementById("reviewer");
    where.className = "";
    if (!reviewer.value.trim()) {
      where.className = "fault";
      where.textContent = "Cho biết ai xem lại. / Say who reviews.";
      reviewer.focus();
      return false;
    }
    try {
      const answer = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Phoihop-Token": state.token },
        body: JSON.stringify({ ...values, reviewer: reviewer.value.trim() }),
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.fault);
      where.textContent = "Đã ghi. / Saved.";
      state = await ask(`../review/article/${panel.dataset.article}`);
      show();
      return true;
    } catch (fault) {
      where.className = "fault";
      where.textContent = fault.message;
      return false;
    }
  }

  // A column's control: its value goes as text, lists as JSON (here a line each), nothing for null.
  function control(column, value, id) {
    const described = { id, "data-column": column.name, "data-kind": column.kind, "aria-describedby": `${id}-about` };
    if (column.kind === "choice") {
      const choices = column.required ? column.values : ["", ...column.values];
      const made = element("select", described, ...choices.map((each) => element("option", { value: each }, each || "–")));
      made.value = value;
      return made;
    }
    if (column.kind === "list" || column.kind === "json") {
      const made = element("textarea", { ...described, rows: 2 });
      made.value = column.kind === "list" && value ? JSON.parse(value).map((each) => each ?? "").join("\n") : value;
      return made;
    }
    const type = column.kind === "day" ? "date" : column.kind === "number" ? "number" : "text";
    const made = element("input", { ...described, type, step: type === "number" ? "any" : null });
    made.value = value;
    return made;
  }

  function written(made) {
    if (made.dataset.kind !== "list") return made.value;
    const lines = made.value.split("\n").map((line) => line.trim());
    while (lines.length && !lines[lines.length - 1]) lines.pop();
    return lines.length ? JSON.stringify(lines.map((line) => line || null)) : "";
  }

  function fields(table, values, prefix) {
    return state.columns[table].map((column) => {
      const id = `${prefix}-${column.name}`;
      const made = control(column, values[column.name] ?? "", id);
      made.dataset.before = written(made);
      const name = element("span", {}, `${column.label} / ${column.name}${column.required ? " *" : ""}`);
      const hint = column.kind === "list" ? " Mỗi dòng một mục / one a line." : column.kind === "json" ? " JSON." : "";
      return element("label", { for: id }, name, made, element("small", { id: `${id}-about` }, column.description + hint));
    });
  }

  function changed(form, all) {
    const values = {};
    for (const made of form.querySelectorAll("[data-column]")) {
      const now = written(made);
      if (all ? now !== "" : now !== made.dataset.before) values[made.dataset.column] = now;
    }
    return values;
  }

  function correcting(item, fact, status) {
    const open = item.querySelector("form");
    if (open) return open.remove();
    const form = element("form", { class: "correct" }, ...fields(fact.table, fact.values, fact.fact_id.replace(":", "-")));
    const close = () => { form.remove(); item.querySelector(".decide button:nth-of-type(3)").focus(); };
    form.append(element("div", { class: "decide" },
      element("button", { type: "submit" }, "Ghi / Save"),
      element("button", { type: "button", onclick: close }, "Thôi / Cancel")));
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const values = changed(form, false);
      if (await send("../review/decide", { fact_id: fact.fact_id, decision: "correct", values }, status)) close();
    });
    item.append(form);
    form.querySelector("[data-column]").focus();
    return form;
  }

  function adding() {
    const open = panel.querySelector("form");
    if (open) return open.remove();
    const status = panel.querySelector("[role=status]");
    const table = element("select", { id: "add-table" }, ...Object.keys(state.columns).map((name) =>
      element("option", { value: name }, state.tables[name])));
    const quote = element("textarea", { id: "add-quote", rows: 2, required: true });
    const chosen = { ...selected };
    quote.value = chosen.quote;
    const inner = element("div", { class: "correct" });
    const fill = () => inner.replaceChildren(...fields(table.value, state.defaults[table.value], "add"));
    table.addEventListener("change", fill);
    fill();
    const close = () => { form.remove(); document.getElementById("add").focus(); };
    const form = element("form", { class: "correct" },
      element("label", { for: "add-table" }, "Bảng / Table", table),
      element("label", { for: "add-quote" }, "Nguyên văn / The words of the article (chọn trong bài / select them in the text)", quote),
      inner,
      element("div", { class: "decide" }, element("button", { type: "submit" }, "Ghi / Save"),
        element("button", { type: "button", onclick: close }, "Thôi / Cancel")));
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const start = quote.value === chosen.quote ? chosen.start : null;
      const given = { article_id: panel.dataset.article, table: table.value, quote: quote.value, start, values: changed(inner, true) };
      if (await send("../review/add", given, status)) close();
    });
    panel.append(form);
    quote.focus();
    return form;
  }

  function show() {
    for (const item of document.querySelectorAll("li[data-fact]")) {
      const fact = state.facts[item.dataset.fact];
      if (!fact) continue;
      let row = item.querySelector(".decide");
      if (!row) {
        const status = element("span", { role: "status", "aria-live": "polite" });
        const decide = (decision) => send("../review/decide",
          { fact_id: item.dataset.fact, decision: state.facts[item.dataset.fact].decision === decision ? "none" : decision }, status);
        row = element("div", { class: "decide", role: "group", "aria-label": "Nhận xét / Decision" },
          element("button", { type: "button", "data-decision": "accept", onclick: () => decide("accept") }, LABELS.accept),
          element("button", { type: "button", "data-decision": "reject", onclick: () => decide("reject") }, LABELS.reject),
          element("button", { type: "button", "data-decision": "correct", onclick: () => correcting(item, state.facts[item.dataset.fact], status) }, LABELS.correct),
          element("small", { class: "pending" }), status);
        item.append(row);
      }
      for (const button of row.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.decision === fact.decision));
      row.querySelector(".pending").textContent = fact.told;
    }
    document.getElementById("complete").setAttribute("aria-pressed", String(state.complete));
    document.getElementById("added").textContent = state.added.length ? `Đã thêm / Added: ${state.added.join("; ")}` : "";
  }

  async function begin() {
    const status = element("span", { role: "status", "aria-live": "polite" });
    const reviewer = element("input", { type: "text", id: "reviewer", autocomplete: "name" });
    const complete = () => send("../review/complete", { article_id: panel.dataset.article, complete: !state.complete }, status);
    panel.append(
      element("div", {}, element("label", { for: "reviewer" }, "Người xem / Reviewer"), reviewer,
        element("button", { type: "button", id: "complete", "aria-pressed": "false", onclick: complete }, "Đã xem hết bài / Fully reviewed"),
        element("button", { type: "button", id: "add", onclick: adding }, "Thêm dữ kiện sót / Add a missed fact"), status),
      element("small", { id: "added" }));
    try {
      state = await ask(`../review/article/${panel.dataset.article}`);
    } catch (fault) {
      status.className = "fault";
      status.textContent = fault.message;
      return;
    }
    reviewer.value = sessionStorage.getItem("reviewer") || state.reviewer;
    reviewer.addEventListener("change", () => sessionStorage.setItem("reviewer", reviewer.value));
    show();
    // The list grew: go back to the fact that the address names.
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }

  // Words selected in one paragraph of the text are told by where they begin, in code points as Python counts them.
  function select() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const of = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(".text p");
    const [first, last] = [of(range.startContainer), of(range.endContainer)];
    if (!first) return;
    const before = document.createRange();
    before.setStart(first, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const text = range.toString();
    const lead = text.length - text.trimStart().length;
    selected = { quote: text.trim(), start: first === last ? Number(first.dataset.start) + [...before.toString()].length + lead : null };
  }

  async function list() {
    const table = document.getElementById("table").value;
    const sample = document.getElementById("sample").checked ? "&seed=1" : "";
    const found = document.getElementById("found");
    found.textContent = "…";
    let told;
    try {
      told = await ask(`review/queue?table=${encodeURIComponent(table)}${sample}`);
    } catch (fault) {
      found.className = "fault";
      found.textContent = fault.message;
      return;
    }
    found.textContent = `${told.facts.length} dữ kiện / facts`;
    queue.replaceChildren(...told.facts.map((fact) => element("li", {},
      element("a", { href: `articles/${fact.article_id}.html#${fact.anchor}` }, fact.told),
      element("br"), element("small", {}, `${fact.label} · ${fact.rule} · ${fact.confidence.toFixed(2)}`),
      element("br"), element("small", {}, fact.evidence))));
  }

  if (panel) {
    document.addEventListener("selectionchange", select);
    begin();
  }
  if (queue) {
    document.getElementById("wanted").addEventListener("change", list);
    document.getElementById("wanted").addEventListener("submit", (event) => event.preventDefault());
    list();
  }
})();
