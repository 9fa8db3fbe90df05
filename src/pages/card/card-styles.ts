import { heroStyles, mainLink } from './card-frame.ts'

export const cardStyles = `${heroStyles}
.dots{display:grid;grid-template-columns:repeat(5,1fr);gap:10px}.dots i{aspect-ratio:1;border-radius:50%;border:2px dashed rgba(255,255,255,.55);display:grid;place-items:center}
.dots i.on{background:#fff;border:0;color:var(--brand)}.dots svg{inline-size:46%;block-size:46%}
.bar{display:block;block-size:10px;border-radius:5px}section .bar{color:var(--brand)}
main{padding-block-start:18px}section{border-block-start:1px solid var(--line);padding:18px;margin-block-end:14px}
h2{font-size:17px;margin:0 0 8px;line-height:1.4}
.code{text-align:center}.qr{inline-size:min(62vw,240px);block-size:auto;display:block;margin-inline:auto;border-radius:8px}
.number{font:700 22px/1.4 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.08em;direction:ltr;unicode-bidi:isolate}
.code p{margin:6px 0 0}.pair{display:flex;justify-content:space-between;align-items:center;gap:14px;padding-block:10px;border-block-end:1px solid var(--line)}
div.pair:last-of-type{border:0;padding-block-end:0}.pair:first-of-type{padding-block-start:0}.pair>div{min-inline-size:0}.pair p{margin:0}.pair form{flex:none}.pair button{inline-size:auto;min-block-size:44px;padding:8px 16px}
.held{border:2px solid var(--brand)}.held b{font-variant-numeric:tabular-nums}
ol{list-style:none;margin:0;padding:0}li{display:flex;justify-content:space-between;gap:12px;padding-block:8px;border-block-end:1px solid var(--line)}li:last-child{border:0}
li time{color:var(--soft);font-size:14px;display:block}.amount{font-weight:600;white-space:nowrap;direction:ltr;unicode-bidi:isolate}
input[type=text]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:8px;padding:12px;inline-size:100%;margin-block-end:12px}
.link{overflow-wrap:anywhere;direction:ltr;text-align:start;background:var(--paper);border-radius:8px;padding:10px 12px;display:block}
summary{cursor:pointer;font-weight:600;min-block-size:32px}details[open] summary{margin-block-end:12px}
.held form+form{margin-block-start:10px}${mainLink}
.wallets{display:grid;gap:10px}.wallet{display:block;text-align:center;font-weight:600;border-radius:8px;padding:12px 20px;background:#111;color:#fff;text-decoration:none;border:1px solid #555}
.off{border-inline-start:4px solid #c28324;padding-inline-start:12px}[hidden]{display:none!important}`
