"""The style of the report's page: light or dark, as the reader's system is; also on paper."""

from __future__ import annotations

# The colours keep a contrast of 4.5 to 1 for text, and people who do not tell red from green tell
# them apart by their brightness.
STYLE = """
:root {
  color-scheme: light dark;
  --paper: #f5f6f8; --card: #ffffff; --text: #1b2430; --soft: #576473; --line: #dfe4ea;
  --good: #0f7a6c; --bad: #c2410c; --left: #d99a1c; --off: #5b5bd6; --other: #8b97a5;
  --empty: #eceff3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10151c; --card: #1a212b; --text: #e8edf3; --soft: #a3b0be; --line: #2d3743;
    --good: #34c3ae; --bad: #ff8a4c; --left: #f0bd4f; --off: #9a9aff; --other: #7d8a99;
    --empty: #242d38;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 56px; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 1.1rem; margin: 0 0 4px; }
p { margin: 0; }
.soft { color: var(--soft); }
header { margin-bottom: 28px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 16px; }
.figure, section {
  background: var(--card); border: 1px solid var(--line); border-radius: 12px;
}
.figure { padding: 18px 20px; }
.figure .value {
  font-size: 2.1rem; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums;
}
.figure .soft { font-size: 0.9rem; }
.figure.alarm .value { color: var(--bad); }
section { padding: 22px 24px; margin-top: 16px; break-inside: avoid; }
section > p { font-size: 0.92rem; margin-bottom: 14px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 0 16px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.94rem; margin-top: 10px; }
th, td { text-align: right; padding: 7px 0 7px 16px; }
td { font-variant-numeric: tabular-nums; white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; }
th { color: var(--soft); font-weight: 500; border-bottom: 1px solid var(--line); }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody th { color: var(--text); font-weight: 400; border-bottom: 0; }
svg { display: block; width: 100%; min-width: 640px; height: auto; margin-top: 12px; }
svg text { fill: var(--soft); font-size: 13px; }
svg .strong { fill: var(--text); }
svg .end { text-anchor: end; }
svg .middle { text-anchor: middle; }
svg .grid { stroke: var(--line); stroke-width: 1; }
.good { fill: var(--good); } .bad { fill: var(--bad); } .left { fill: var(--left); }
.off { fill: var(--off); } .other { fill: var(--other); } .empty { fill: var(--empty); }
.key { display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 0.88rem; color: var(--soft); }
.key svg { display: inline-block; width: 12px; min-width: 0; height: 12px; margin: 0 7px 0 0; }
footer { margin-top: 28px; font-size: 0.88rem; color: var(--soft); }
@media (max-width: 520px) { .pair { grid-template-columns: 1fr; } main { padding: 24px 12px; } }
@media print { body { background: none; } main { max-width: none; padding: 0; } }
"""
