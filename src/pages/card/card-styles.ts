import { heroStyles, mainLink } from './card-frame.ts'

export const cardStyles = `${heroStyles}
.dots{display:grid;grid-template-columns:repeat(5,minmax(0,64px));gap:10px}.dots.by4{grid-template-columns:repeat(4,minmax(0,64px))}.dots.by6{grid-template-columns:repeat(6,minmax(0,64px))}.dots i{aspect-ratio:1;border-radius:50%;border:2px dashed rgba(255,255,255,.55);display:grid;place-items:center}
.dots i.on{background:#fff;border:0;color:var(--brand)}.dots svg{inline-size:46%;block-size:46%}
.bar{display:block;block-size:10px;border-radius:5px}section .bar{color:var(--brand)}
main{padding-block-start:18px}section{border-block-start:1px solid var(--line);padding:18px;margin-block-end:14px}section>p:last-child{margin-block-end:0}
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
.cause{padding-block:12px;border-block-end:1px solid var(--line)}.cause:last-child{border:0;padding-block-end:0}.cause p{margin-block:4px}.cause .bar{margin-block:8px 4px}.news{font-size:15px}.news time{color:var(--soft)}
.badges{list-style:none;margin:0 0 14px;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(104px,1fr));gap:12px}.badges li{display:grid;justify-items:center;justify-content:stretch;gap:2px;border:0;padding:0;text-align:center}.badges svg{inline-size:48px;color:#b7791f}.badges small{color:var(--soft)}
ul.gives{margin:4px 0 10px;padding-inline-start:20px}.gives li{display:list-item;border:0;padding-block:2px}
.give{display:grid;grid-template-columns:1fr auto;gap:4px 10px;margin-block-start:8px}.give .label{grid-column:1/-1}.give input[type=text]{margin:0}.give button{inline-size:auto}
.board li{display:grid;grid-template-columns:minmax(3ch,auto) 1fr auto;align-items:baseline}.board span{min-inline-size:0;overflow-wrap:anywhere}.board .mine{background:color-mix(in srgb,var(--brand) 12%,transparent);border-radius:8px;padding-inline:8px}
.off{border-inline-start:4px solid #c28324;padding-inline-start:12px}[hidden]{display:none!important}`
