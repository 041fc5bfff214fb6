// Sorting, filtering, and the sheet of the reviewer. Without this script everything is readable.
(() => {
  "use strict";
  const words = document.getElementById("words").dataset;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  for (const controls of all(".controls")) controls.hidden = false;

  // Sorting: a click on a head sorts by it, a second click the other way round.
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent.trim();
  };
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const sort = (head, column) => {
    const numeric = head.dataset.sort === "number";
    const first = numeric ? "descending" : "ascending";
    const other = numeric ? "ascending" : "descending";
    const order = head.getAttribute("aria-sort") === first ? other : first;
    for (const sibling of head.parentElement.cells) sibling.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const body = head.closest("table").tBodies[0];
    const compare = (one, two) => {
      const [a, b] = [value(one, column), value(two, column)];
      return numeric ? Number(a) - Number(b) : collator.compare(a, b);
    };
    const sign = order === "ascending" ? 1 : -1;
    const rows = [...body.rows].filter((row) => !row.classList.contains("nothing"));
    rows.sort((one, two) => sign * compare(one, two));
    body.append(...rows);
  };
  for (const table of all("table[data-sortable]")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (!head.dataset.sort) return;
      // Not a <button>: heads that are repeated on every printed page lose theirs.
      const button = document.createElement("span");
      button.className = "sort";
      button.tabIndex = 0;
      button.setAttribute("role", "button");
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(head, column));
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(head, column);
      });
      head.append(button);
    });
  }

  // Filtering: the text in names and titles; severity and family where a row has them.
  const [text, severity, family] = ["filter", "severity", "family"].map((id) => document.getElementById(id));
  const named = (row) => [row.cells[0], ...row.querySelectorAll(".top")]
    .map((cell) => cell.textContent).concat(row.id).join(" ").toLowerCase();
  const fits = (row, wanted) =>
    (!wanted || named(row).includes(wanted) || (row.dataset.index && row.textContent.toLowerCase().includes(wanted)))
    && (!severity.value || !row.dataset.severity || row.dataset.severity === severity.value)
    && (!family.value || !row.dataset.family || row.dataset.family === family.value);
  const filter = () => {
    const wanted = text.value.trim().toLowerCase();
    for (const table of all("table[data-filtered]")) {
      const body = table.tBodies[0];
      body.querySelector(".nothing")?.remove();
      let shown = 0;
      for (const row of body.rows) {
        row.hidden = !fits(row, wanted);
        shown += row.hidden ? 0 : 1;
      }
      if (shown === 0) {
        const row = body.insertRow();
        row.className = "nothing";
        const cell = row.insertCell();
        cell.colSpan = table.tHead.rows[0].cells.length;
        cell.textContent = words.noMatch;
      }
    }
  };
  for (const control of [text, severity, family]) control.addEventListener("input", filter);

  // Paper shows better wording, folded or not; long lists as they are on the screen.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open]):not(.numbers):not(.more)");
    for (const detail of opened) detail.open = true;
  });
  addEventListener("afterprint", () => {
    for (const detail of opened) detail.open = false;
  });

  // The reviewer's sheet.
  const data = document.getElementById("sheet");
  if (!data) return;
  const sheet = JSON.parse(data.textContent);
  const rows = all("tr[data-index]").sort((one, two) => one.dataset.index - two.dataset.index);
  const marks = rows.map((row) => ({
    row, verdict: row.querySelector("select"), comment: row.querySelector("td.verdict input"),
  }));
  const progress = document.getElementById("progress");
  const count = () => {
    let done = 0;
    for (const { row, verdict } of marks) {
      row.classList.toggle("marked", verdict.value !== "");
      done += verdict.value === "" ? 0 : 1;
    }
    progress.textContent = words.progress.replace("{done}", done).replace("{all}", marks.length);
    return done;
  };
  let saved = true;
  for (const { verdict, comment } of marks) {
    verdict.addEventListener("change", () => { saved = false; count(); });
    comment.addEventListener("input", () => { saved = false; });
  }
  count();
  addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });

  // The rows come guarded against spreadsheets that take a text for a formula; a comment does not.
  const guarded = (written) => (/^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(written) ? `'${written}` : written);
  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const csv = () => [
    sheet.head,
    ...sheet.rows.map((cells, index) => {
      const { verdict, comment } = marks[index];
      return [...cells.slice(0, -2), verdict.value, guarded(comment.value)];
    }),
  ].map((cells) => cells.map(quoted).join(",") + "\r\n").join("");
  document.getElementById("download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }));
    link.download = words.sheet;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    saved = true;
  });
})();
