"use strict";
// Choosing an indicator, searching and sorting. Without this script all of it stands on the page, one below the other.
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  const chooser = document.querySelector(".chooser");
  if (chooser) {
    const panels = [...document.querySelectorAll(".panel")];
    const show = (name) => panels.forEach((panel) => { panel.hidden = panel.dataset.indicator !== name; });
    chooser.hidden = false;
    chooser.addEventListener("change", (event) => show(event.target.value));
    show(chooser.querySelector("input:checked").value);
  }

  const table = document.getElementById("purchases");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const status = document.getElementById("sorted");
  const order = new Intl.Collator(root.lang, { numeric: true, sensitivity: "base" });
  const fill = (text, names) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in names ? names[name] : whole));

  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const name = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.title = fill(table.dataset.sort, { column: name });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const numbers = head.classList.contains("n");
      const before = head.getAttribute("aria-sort");
      const up = before ? before === "descending" : !numbers;
      table.querySelectorAll("[aria-sort]").forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const keyed = rows.map((row) => {
        const cell = row.cells[at];
        const text = numbers ? cell.dataset.v || "" : cell.textContent.trim();
        return { row, key: numbers && text !== "" ? Number(text) : text };
      });
      keyed.sort((a, b) => {
        if (a.key === "" || b.key === "") return (a.key === "") - (b.key === "");  // what is not known stands last
        const way = numbers ? a.key - b.key : order.compare(a.key, b.key);
        return up ? way : -way;
      });
      body.append(...keyed.map((each) => each.row));
      status.textContent = fill(up ? table.dataset.up : table.dataset.down, { column: name });
    });
  });

  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = rows.map((row) => plain(row.textContent));
  const whole = new Intl.NumberFormat(root.lang);
  search.parentElement.hidden = false;
  search.addEventListener("input", () => {
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !wanted.every((word) => texts[at].includes(word));
      shown += !row.hidden;
    });
    found.textContent = wanted.length
      ? fill(found.dataset.found, { found: whole.format(shown), all: whole.format(rows.length) })
      : "";
  });
})();
