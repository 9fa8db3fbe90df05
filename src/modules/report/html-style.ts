/** The whole look of the mailed file: paper, phone, dark and print. System fonts, because the file fetches nothing. */
export const reportStyle = `
:root{color-scheme:light dark;--paper:#faf8f5;--card:#fff;--line:#e8e4dc;--ink:#1d1f1b;--soft:#65635c;--good:#0b6e4f;--good-ink:#0b6e4f;--good-pale:#86bea5;--good-soft:#e3f1eb;--look:#e0982a;--look-ink:#865000;--look-soft:#fdf1dc;--now:#c2413a;--now-ink:#ad322c;--now-soft:#fbe8e6;--new:#2f62d8;--new-ink:#2450bd;--grid:#ebe7df;--heat:#0b6e4f;--heat-full:#0b6e4f;--on-heat-full:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#131512;--card:#1b1e1a;--line:#2f332c;--ink:#eceae4;--soft:#aba89f;--good:#3fae86;--good-ink:#6bcfa8;--good-pale:#2f6a53;--good-soft:#17352a;--look:#dc9a35;--look-ink:#f0bd6c;--look-soft:#3a2c12;--now:#d9655c;--now-ink:#f2938b;--now-soft:#3f1f1c;--new:#6d95f5;--new-ink:#a3bdff;--grid:#2b2f28;--heat:#1f8a63;--heat-full:#14684a}}
*{box-sizing:border-box}
html{background:var(--paper);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:980px;padding:40px 24px 64px;color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Vazirmatn,sans-serif;font-variant-numeric:tabular-nums}
:lang(fa) body,body:lang(fa){line-height:1.85}
h1{font-size:30px;line-height:1.2;margin:0;letter-spacing:-.015em}
:lang(fa) h1,:lang(fa) h2{letter-spacing:0;line-height:1.5}
h2{font-size:20px;margin:0 0 4px;letter-spacing:-.01em}
h3{font-size:15px;margin:28px 0 6px}
p{margin:0}
a{color:var(--good-ink)}
:focus-visible{outline:2px solid var(--good);outline-offset:2px;border-radius:4px}
.mark{display:flex;align-items:center;gap:8px;color:var(--good-ink);font-weight:600;font-size:14px;margin-block-end:14px}
.mark i{inline-size:10px;block-size:10px;border-radius:50%;background:var(--good)}
.facts{color:var(--soft);margin-block-start:6px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:14px;margin-block:28px 22px}
.figure{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:16px 18px}
.figure b{display:block;font-size:28px;line-height:1.3;letter-spacing:-.02em;font-weight:650}
.figure span{color:var(--soft);font-size:14px}
.figure em{font-style:normal;font-size:13px;color:var(--soft);display:block}
.good b{color:var(--good-ink)}.now b{color:var(--now-ink)}.look b{color:var(--look-ink)}
section{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:24px 26px;margin-block-end:18px}
.lead{font-size:17px;font-weight:550;margin-block:2px 4px}
.define b{color:var(--ink);font-weight:550}.define+.define{margin-block-start:5px}.define{color:var(--soft);font-size:14px;max-width:72ch}
.note{border-inline-start:3px solid var(--look);padding:8px 14px;background:var(--look-soft);border-radius:6px;font-size:14px;margin-block-start:14px}
.why{border-inline-start:3px solid var(--good);padding:10px 16px;background:var(--good-soft);border-radius:6px;font-size:14px;margin-block-start:16px}
.why b{display:block}
figure{margin:18px 0 0}
.chart{display:block;inline-size:100%;block-size:auto;font-family:inherit;overflow:visible}
.narrow{display:none}.keep{overflow-x:auto}.keep .narrow{inline-size:auto}
details{margin-block-start:14px;font-size:14px}
summary{cursor:pointer;color:var(--good-ink);padding-block:4px;inline-size:fit-content}
.scroll{overflow-x:auto}
table{border-collapse:collapse;inline-size:100%;font-size:14px;margin-block-start:8px}
th,td{padding:6px 10px;border-block-end:1px solid var(--line);text-align:end;white-space:nowrap;font-weight:400}
th:first-child,td:first-child{text-align:start;padding-inline-start:0}
thead th{color:var(--soft);font-size:13px}
td.name{white-space:normal;overflow-wrap:anywhere;min-inline-size:9em}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px;color:var(--soft);margin-block-start:8px}
.legend i{display:inline-block;inline-size:10px;block-size:10px;border-radius:3px;margin-inline-end:6px;background:var(--tone)}
.people{display:grid;grid-template-columns:minmax(0,1.5fr) minmax(120px,1fr) auto auto;column-gap:18px;list-style:none;margin:14px 0 0;padding:0}
.people li{display:grid;grid-column:1/-1;grid-template-columns:subgrid;row-gap:4px;align-items:center;padding-block:11px;border-block-end:1px solid var(--line)}
.people li:last-child{border:0}
.people b{font-weight:600;display:block;overflow-wrap:anywhere}
.people small{color:var(--soft);font-size:13px}
.people .worth{font-weight:600;text-align:end}
.people .pill{justify-self:end}
.pill{border-radius:99px;padding:2px 10px;font-size:12.5px;font-weight:600}
.pill.high{background:var(--now-soft);color:var(--now-ink)}.pill.medium{background:var(--look-soft);color:var(--look-ink)}
.parts{display:flex;block-size:26px;border-radius:8px;overflow:hidden;gap:2px;margin-block-start:16px}
.parts i{background:var(--tone);min-inline-size:2px}
footer{color:var(--soft);font-size:13px;margin-block-start:26px}
.fill{fill:var(--tone)}.stroke{stroke:var(--tone);fill:none;stroke-linejoin:round;stroke-linecap:round}.stop{stop-color:var(--tone)}.dashed{stroke-dasharray:4 4}
.tone-good{--tone:var(--good)}.tone-good-pale{--tone:var(--good-pale)}.tone-bad{--tone:var(--now)}.tone-warn{--tone:var(--look)}.tone-fresh{--tone:var(--new)}.tone-ink{--tone:var(--ink)}.tone-muted{--tone:var(--soft)}.tone-grid{--tone:var(--grid)}.tone-paper{--tone:var(--card)}.tone-heat{--tone:var(--heat)}.tone-heat-full{--tone:var(--heat-full)}.tone-on-heat-full{--tone:var(--on-heat-full)}.tone-good-text{--tone:var(--good-ink)}.tone-bad-text{--tone:var(--now-ink)}.tone-warn-text{--tone:var(--look-ink)}.tone-fresh-text{--tone:var(--new-ink)}
@media(max-width:640px){body{padding:22px 14px 48px}section{padding:18px 16px}h1{font-size:25px}.figures{grid-template-columns:1fr 1fr;gap:10px}.figure{padding:12px 13px}.figure b{font-size:22px}.wide{display:none}.narrow{display:block}.people{display:block}.people li{grid-template-columns:minmax(0,1fr) auto}.people .strip{grid-column:1/-1}}
@media print{:root{--paper:#fff;--card:#fff}body{padding:0;max-width:none;font-size:11pt}section{break-inside:avoid;border-color:#ddd}details:not([open]){display:none}.chart,.parts,.pill,.legend i{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
