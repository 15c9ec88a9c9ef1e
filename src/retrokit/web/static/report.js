// The report, to read and to download, and the letters that are in no report.

import { bringsLetters, choices } from "./choices.js";
import { el } from "./dom.js";
import { letters } from "./letters.js";
import { agendaOf } from "./state.js";

export function report(room) {
  return [
    agendaOf(room.state).some((step) => bringsLetters(room, step)) ? letters(room) : null,
    links(room),
  ];
}

function links(room) {
  return el("section", { class: "report", "aria-labelledby": "report" },
    el("h2", { id: "report" }, "The report"),
    el("p", { class: "buttons" },
      el("a", {
        class: "button primary", href: "/api/report/html", target: "_blank", rel: "noopener",
      }, "Read it (in a new tab)"),
      el("a", {
        class: "button", href: "/api/report/summary", target: "_blank", rel: "noopener",
      }, "One sheet to print (in a new tab)")),
    el("p", {}, "Download it as"),
    el("ul", { class: "downloads" },
      Object.entries(choices(room).reports).map(([name, title]) =>
        el("li", { key: name },
          el("a", { href: `/api/report/${name}?download`, download: true },
            el("strong", {}, name), `: ${title}`)))));
}
