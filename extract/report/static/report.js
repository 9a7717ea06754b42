// The table of a report page: search, sorting and pages, over rows that lie in the page itself.
"use strict";
(function () {
  const PAGE = 100;
  const rows = JSON.parse(document.getElementById("data").textContent);
  const body = document.querySelector("#rows tbody");
  const headers = [...document.querySelectorAll("#rows th")];
  const order = new Intl.Collator("vi", { numeric: true });
  // Search ignores case and diacritics, so that "can tho" finds "Cần Thơ".
  const fold = (text) => String(text ?? "").normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
  const keys = rows.map((row) => fold(row.cells.join(" ")));
  let shown = rows.map((_, index) => index);
  let page = 0;

  function cell(value, row, column) {
    const td = document.createElement("td");
    const text = value === null ? "" : typeof value === "number" ? value.toLocaleString("vi", { maximumFractionDigits: 2 }) : String(value);
    if (typeof value === "number") td.className = "number";
    if (column === 0 && row.page) {
      const link = document.createElement("a");
      link.href = row.page + (row.anchor ? "#" + row.anchor : "");
      link.textContent = text || "→";
      td.append(link);
    } else td.textContent = text;
    return td;
  }

  function draw() {
    const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1);
    page = Math.min(Math.max(page, 0), last);
    body.replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map((index) => {
      const tr = document.createElement("tr");
      tr.append(...rows[index].cells.map((value, column) => cell(value, rows[index], column)));
      return tr;
    }));
    document.getElementById("found").textContent = `${shown.length} dòng / rows`;
    document.getElementById("page").textContent = `${page + 1} / ${last + 1}`;
    document.getElementById("previous").disabled = page === 0;
    document.getElementById("next").disabled = page === last;
  }

  function compare(a, b) {
    if (a === null || b === null) return (a === null) - (b === null);
    return typeof a === "number" && typeof b === "number" ? a - b : order.compare(a, b);
  }

  document.querySelector("form.find").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("find").addEventListener("input", (event) => {
    const words = fold(event.target.value).split(/\s+/).filter(Boolean);
    shown = rows.map((_, index) => index).filter((index) => words.every((word) => keys[index].includes(word)));
    page = 0;
    headers.forEach((header) => header.setAttribute("aria-sort", "none"));
    draw();
  });
  headers.forEach((header, column) => header.querySelector("button").addEventListener("click", () => {
    const up = header.getAttribute("aria-sort") !== "ascending";
    headers.forEach((other) => other.setAttribute("aria-sort", "none"));
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    shown.sort((a, b) => {
      const [x, y] = [rows[a].cells[column], rows[b].cells[column]];
      // Empty cells stay at the end in both directions.
      return x === null || y === null ? compare(x, y) : (up ? 1 : -1) * compare(x, y);
    });
    page = 0;
    draw();
  }));
  document.getElementById("previous").addEventListener("click", () => { page -= 1; draw(); });
  document.getElementById("next").addEventListener("click", () => { page += 1; draw(); });
  // A plot's bar or tile leads here with what to look for: articles.html#find=2023-
  function asked() {
    const wanted = new URLSearchParams(location.hash.slice(1)).get("find");
    if (wanted === null) return draw();
    document.getElementById("find").value = wanted;
    document.getElementById("find").dispatchEvent(new Event("input"));
  }
  addEventListener("hashchange", asked);
  asked();
})();
