"""How the HTML report looks: one sheet for light, dark, narrow, wide and paper."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from ..hues import DARK, HUES, LIGHT, Theme


def _hues(theme: Theme) -> str:
    """Return the rules that give what is of a column its colour."""
    return "\n".join(
        f".hue-{hue} {{ --hue: {theme.edge.of(hue)}; --hue-tint: {theme.tint.of(hue)}; }}"
        for hue in HUES
    )


CSS = f"""
{_hues(LIGHT)}
@media screen and (prefers-color-scheme: dark) {{
{_hues(DARK)}
}}
"""
CSS += """
:root {
  color-scheme: light dark;
  --paper: #fdfcfa; --card: #ffffff; --ink: #1f2528; --soft: #586167; --line: #dcd9d2;
  --accent: #1f6f6b; --ground: #e9e6df; --tint: #eef4f3;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, Charter, Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191b; --card: #1e2225; --ink: #e8e6e1; --soft: #a3abb0; --line: #363c40;
    --accent: #84c5bf; --ground: #2c3235; --tint: #1c2928;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 var(--sans); overflow-wrap: break-word;
}
main {
  max-width: 52rem; margin: 0 auto;
  padding: clamp(1.25rem, 5vw, 4rem) clamp(1rem, 4vw, 2rem);
}
h1, h2, h3, p, ul, ol, dl, dd, table { margin: 0; padding: 0; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; }
h1 { font: 600 clamp(2rem, 6vw, 3rem)/1.1 var(--serif); letter-spacing: -0.01em; }
h2 { font: 600 1.5rem/1.2 var(--serif); margin-bottom: 1rem; }
h3 { font-size: 1.0625rem; font-weight: 600; margin-bottom: 0.25rem; }
ul, ol { list-style: none; }
section { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
.summary section { margin-top: 1.5rem; padding-top: 1rem; }
article { margin-top: 1.75rem; }
h2 + article { margin-top: 0; }
.team { color: var(--accent); font-weight: 600; margin-bottom: 0.375rem; }
header > .soft { margin-top: 0.5rem; }
.purpose { font: italic 1.1875rem/1.45 var(--serif); color: var(--soft); margin-top: 0.75rem; }
.facts { margin-top: 1.5rem; display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1.25rem; }
.facts dt { color: var(--soft); }
.facts ul { list-style: disc; padding-inline-start: 1.1em; }
.soft, .by { color: var(--soft); font-size: 0.9375rem; }
.note-well {
  margin-top: 1.5rem; padding: 0.75rem 1rem;
  border: 1px solid var(--line); border-inline-start: 4px solid var(--accent);
  background: var(--tint);
}
.said { white-space: pre-wrap; }
.lines .said, .plain .said, .facts .said, .actions .said, h2.said {
  text-align: -webkit-match-parent; text-align: match-parent;
}
.thanks { font: 1.1875rem/1.45 var(--serif); margin-bottom: 1.25rem; }
.tag {
  display: inline-block; padding: 0 0.5em; border: 1px solid currentColor; border-radius: 1em;
  font-size: 0.8125rem; line-height: 1.5; font-weight: 600; white-space: nowrap;
}
.good, .done, .decided { color: var(--accent); }
.decided, .lines > li > .tag { margin-inline-end: 0.5em; }
.plain { list-style: disc; padding-inline-start: 1.2em; }
.plain li + li, .lines > li + li { margin-top: 0.5rem; }
.lines > li { padding: 0.625rem 0; border-top: 1px solid var(--line); margin-top: 0; }
.lines > li:first-child { border-top: 0; padding-top: 0; }
.lines .plain { margin-top: 0.375rem; color: var(--soft); font-size: 0.9375rem; }
.columns { margin-top: 1.75rem; column-gap: 1.5rem; }
.columns > article { margin: 0 0 1.75rem; break-inside: avoid; }
h2 + .columns { margin-top: 0; }
@media (min-width: 44rem) { .columns.two { column-count: 2; } }
.notes > li {
  margin-top: 0.5rem; padding: 0.625rem 0.875rem; background: var(--hue-tint, var(--card));
  border: 1px solid var(--line); border-inline-start: 4px solid var(--hue, var(--accent));
  border-radius: 6px;
}
.shape { color: var(--hue); font-size: 0.875em; }
.first .lines .said:not(.goal), .topics .said { font-size: 1.0625rem; }
.topics { list-style: decimal; padding-inline-start: 1.4em; }
.topics li + li { margin-top: 0.375rem; }
.by { margin-top: 0.125rem; }
table { border-collapse: collapse; width: 100%; }
th { text-align: start; font-weight: 600; }
th, td { vertical-align: top; }
.actions th, .actions td {
  padding: 0.625rem 1rem 0.625rem 0; border-bottom: 1px solid var(--line);
}
.actions thead th { color: var(--soft); font-size: 0.875rem; padding-top: 0; }
.actions td:last-child, .actions th:last-child { padding-inline-end: 0; }
time { white-space: nowrap; }
.actions .missing { color: var(--soft); font-style: italic; white-space: nowrap; }
.actions .status { text-align: end; }
.actions td:first-child { overflow-wrap: anywhere; }
.goal { display: block; color: var(--soft); font-size: 0.9375rem; }
.bars, .bars + * { margin-top: 0.625rem; }
.bars th { font-weight: 400; padding: 0.1875rem 1rem 0.1875rem 0; width: 42%; }
.bars td { padding: 0.1875rem 0; }
.bars .count {
  width: 2.5rem; padding-inline-end: 0.75rem; text-align: end; font-variant-numeric: tabular-nums;
}
.bars svg { display: block; width: 100%; height: 0.75rem; margin-top: 0.375rem; }
.bars .ground { fill: var(--ground); }
.bars .fill { fill: var(--hue, var(--accent)); }
.first th { font-weight: 600; }
.over-time {
  margin-top: 0.75rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem 2rem;
  align-items: start;
}
figure { margin: 0; }
figcaption { color: var(--soft); font-size: 0.875rem; line-height: 1.4; }
.chart { display: block; width: 100%; max-width: 30rem; height: auto; }
.chart text { font: 11px var(--sans); fill: var(--soft); }
.chart .end { text-anchor: end; }
.chart .grid { stroke: var(--line); }
.chart .band, .chart .answers { fill: var(--accent); fill-opacity: 0.28; }
.chart .line { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
.chart .point { fill: var(--accent); stroke: var(--paper); stroke-width: 1.5; }
.points { font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.points tr > :not(:last-child) { white-space: nowrap; }
.points th, .points td {
  padding: 0.25rem 0.625rem 0.25rem 0; border-bottom: 1px solid var(--line); font-weight: 400;
}
.points thead th { color: var(--soft); font-weight: 600; }
.points td:last-child, .points th:last-child { padding-inline-end: 0; }
@media (min-width: 44rem) { .over-time { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.detail { margin-top: 1.25rem; width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
.detail caption { text-align: start; font-weight: 600; padding-bottom: 0.25rem; }
.detail th, .detail td {
  padding: 0.1875rem 1rem 0.1875rem 0; border-top: 1px solid var(--line); font-weight: 400;
  text-align: start; vertical-align: top; font-variant-numeric: tabular-nums;
}
.detail th { width: 42%; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap;
}
@media (max-width: 36rem) {
  .actions, .actions tbody, .actions tr, .actions td { display: block; }
  .actions thead {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  }
  .actions tr { padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
  .actions td { padding: 0; border: 0; }
  .actions td.small { display: inline; color: var(--soft); font-size: 0.9375rem; }
  .actions td.small + td.small:not(:empty)::before { content: "\\a0\\b7\\20"; }
  .bars, .bars tbody { display: block; }
  .bars tr { display: grid; grid-template-columns: 1fr auto; padding: 0.1875rem 0; }
  .bars th { width: auto; padding: 0 1rem 0 0; }
  .bars .count { width: auto; padding: 0; }
  .bars td:last-child { grid-column: 1 / -1; padding: 0; }
  .bars svg { height: 0.5rem; margin-top: 0.125rem; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: 0.5rem; }
}
@page { size: auto; margin: 18mm 16mm; }
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #aaa;
    --accent: #1b4f4c; --ground: #e4e4e4; --tint: #fff;
  }
  html { font-size: 10.5pt; }
  body { background: none; }
  main { max-width: none; padding: 0; }
  section { margin-top: 1.5rem; padding-top: 1rem; }
  h1, h2, h3, article > p.soft { break-after: avoid; }
  li, tr, dl, .note-well, figure, article:has(> :is(.bars, .over-time)) { break-inside: avoid; }
  section > p.soft:not(:last-child) { break-after: avoid; }
  footer { break-before: avoid; margin-top: 1.5rem; padding-top: 0.5rem; }
  p { orphans: 2; widows: 2; }
  .bars svg, .chart, .tag, .notes > li {
    print-color-adjust: exact; -webkit-print-color-adjust: exact;
  }
  .columns.two { column-count: 2; }
  .over-time { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .columns > article { break-inside: auto; }
  /* One sheet, however long and wide the words are. */
  .summary { font-size: 9pt; }
  .summary.roomy { font-size: 11pt; }
  .summary body { line-height: 1.35; }
  .summary h1 { font-size: 1.75rem; }
  .summary h2 { font-size: 1.25rem; margin-bottom: 0.375rem; }
  .summary section { margin-top: 0.75rem; padding-top: 0.5rem; }
  .summary :is(.lines > li, .actions th, .actions td) { padding-block: 0.25rem; }
  .summary .topics li + li { margin-top: 0.125rem; }
  .summary .note-well { margin-top: 0.5rem; padding: 0.25rem 0.75rem; }
  .summary :is(.lines .said, .actions .said, .actions bdi) {
    display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  }
  .summary .actions .small:not(.status) { width: 18%; }
}
"""

CSS_HASH = f"sha256-{b64encode(sha256(CSS.encode()).digest()).decode()}"
"""What the page's content security policy lets pass, and nothing else."""
