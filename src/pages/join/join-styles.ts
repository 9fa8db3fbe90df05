import { heroStyles } from '../card/card-frame.ts'

export const joinStyles = `${heroStyles}
.hero h1{margin-block-end:8px}.hero p{margin:0;font-size:17px}main{padding-block-start:18px}section{border-block-start:1px solid var(--line)}
input[type=text]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:8px;padding:13px;inline-size:100%;margin-block-end:8px}
.label{margin:0}.soft{margin-block-end:8px}.trap{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
a.main{display:block;text-align:center;font-weight:600;border-radius:8px;padding:12px 20px;background:var(--brand);color:#fff;text-decoration:none;margin-block-end:22px}h2{font-size:17px;margin:0 0 10px}form>button{margin-block-start:10px}.small{margin:14px 0 0}.off{border-inline-start:4px solid #c2413a;padding-inline-start:12px}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;justify-content:center;margin-block-start:20px}nav a{min-block-size:32px;padding-block:4px}nav a[aria-current]{font-weight:700;text-decoration:none}`

/** Measures of the paper's width, so that every size is the same drawing. */
const widths = { a4: 210, a5: 148, a6: 105 }

export function posterStyles(size: keyof typeof widths): string {
  const width = widths[size]
  return `@page{size:${size.toUpperCase()} portrait;margin:0}
main{max-width:none;padding:16px}.tools{max-width:640px;margin:0 auto 20px}.tools a{display:inline-block;padding:8px 14px 8px 0;min-block-size:32px}.tools a[aria-current]{font-weight:700;text-decoration:none}.tools button{inline-size:auto}
.sheet{inline-size:${width}mm;max-inline-size:100%;aspect-ratio:${width}/${Math.round(width * Math.SQRT2)};margin-inline:auto;background:#fff;color:#1d1f1b;display:flex;flex-direction:column;border:1px solid var(--line);text-align:center;container-type:inline-size;overflow:hidden}
.top{background:var(--brand);color:#fff;padding:7cqw 8cqw 6cqw;print-color-adjust:exact;-webkit-print-color-adjust:exact}.top b{font-size:5.2cqw}.top img{max-inline-size:50cqw;max-block-size:12cqw}.top h2{font-size:7.4cqw;line-height:1.25;margin:3cqw 0 0}
.middle{flex:1;display:grid;place-items:center;padding:4cqw}.qr{inline-size:52cqw;block-size:auto}
.steps{margin:0;padding:0 9cqw;list-style:none;counter-reset:step;display:grid;gap:2cqw;font-size:4.1cqw;text-align:start}.steps li{display:flex;gap:3cqw;align-items:center;counter-increment:step}
.steps li::before{content:counter(step);flex:none;inline-size:8cqw;block-size:8cqw;border-radius:50%;background:var(--brand);color:#fff;display:grid;place-items:center;font-weight:700;print-color-adjust:exact;-webkit-print-color-adjust:exact}
:lang(fa) .steps li::before{content:counter(step,persian)}.foot{font-size:3.1cqw;color:#65635c;margin:4cqw 8cqw 6cqw}
@media print{.tools{display:none}main{padding:0}body{background:#fff}.sheet{border:0;inline-size:${width}mm;max-inline-size:none;block-size:${Math.floor(width * Math.SQRT2)}mm}}`
}
