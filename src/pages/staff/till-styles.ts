const inputs = `input{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:8px;padding:12px;inline-size:100%;min-block-size:48px}
.off{border-inline-start:4px solid #c2413a;padding-inline-start:12px}[hidden]{display:none!important}section{border-block-start:1px solid var(--line)}`

export const pinStyles = `${inputs}
#pin{font-size:26px;letter-spacing:.4em;text-align:center;margin-block-end:16px}form{margin-block-end:14px}`

export const tillStyles = `${inputs}
main{padding-block-start:10px}main>header{display:none}.sr{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
.bar{display:flex;gap:12px;align-items:center;margin-block-end:12px}.bar span{margin-inline-start:auto;color:var(--soft)}.bar b{overflow-wrap:anywhere}.bar button{inline-size:auto;white-space:nowrap;min-block-size:44px;padding:8px 14px}
.camera{background:#111;border-radius:12px;overflow:hidden;margin-block-end:12px;aspect-ratio:4/3}.camera video{inline-size:100%;block-size:100%;object-fit:cover;display:block}
.two{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:10px;margin-block-end:12px}#find{margin-block-end:12px}#find .row{padding:0;align-items:stretch}#find .row button{inline-size:auto;flex:none}#find .row input{flex:1;min-inline-size:0}
#said{border-radius:10px;padding:12px 16px;font-weight:700;font-size:18px;background:#e2f2ea;color:#0a5239;border-inline-start:6px solid #0b6e4f}#said.bad{background:#fbe6e4;color:#7d1f1a;border-color:#c2413a}
#queue{border-inline-start:4px solid #c28324;padding-inline-start:12px}
h2{font-size:22px;margin:0;line-height:1.35;overflow-wrap:anywhere}h3{font-size:16px;margin:18px 0 6px}.guest>p{margin:0 0 10px}
.chips{display:flex;flex-wrap:wrap;gap:8px}.chips span{background:var(--paper);border:1px solid var(--line);border-radius:20px;padding:3px 12px;font-weight:600;font-size:14px}.chips .look{border-color:#c28324}
.big{font-size:22px;min-block-size:72px;margin-block-end:12px}.amount{margin-block-end:6px}.amount input,#amount{font-size:24px;font-variant-numeric:tabular-nums}output{display:block;min-block-size:28px;color:var(--soft);margin-block:4px 8px}
.pair{display:flex;justify-content:space-between;align-items:center;gap:12px;padding-block:8px;margin:0;border-block-end:1px solid var(--line)}.pair>*{min-inline-size:0}.pair p{margin:0}.pair+.soft{margin-block-start:10px}.pair button{inline-size:auto;flex:none;padding:8px 16px}.held{border-inline-start:4px solid var(--brand);padding-inline-start:10px}
summary{cursor:pointer;font-weight:600;padding-block:12px}details p{margin:0}.last{border:0;padding-block:12px}.choice{text-align:start;margin-block-end:8px;font-weight:400}[data-close]{margin-block-start:8px}`
