// The report, to read and to download, and the letters that are in no report.

import { el } from "./dom.js";
import { letters } from "./letters.js";
import { asksOfMates } from "./questions.js";

const KINDS = [
  ["markdown", "Markdown"],
  ["text", "plain text"],
  ["csv", "a spreadsheet (CSV)"],
  ["json", "all data (JSON)"],
  ["html", "a page (HTML)"],
];

export function report(room) {
  return [
    room.state.agenda.some(asksOfMates) ? letters(room) : null,
    links(),
  ];
}

function links() {
  return el("section", { class: "report", key: "report", "aria-labelledby": "report" },
    el("h2", { id: "report" }, "The report"),
    el("p", { class: "buttons" },
      el("a", {
        class: "button primary", href: "/api/report/html", target: "_blank", rel: "noopener",
      }, "Read it (in a new tab)")),
    el("p", {}, "Download it as"),
    el("ul", { class: "downloads" },
      KINDS.map(([kind, told]) =>
        el("li", { key: kind },
          el("a", { href: `/api/report/${kind}?download`, download: true }, told)))));
}
