import { heroStyles, mainLink } from '../card/card-frame.ts'
import { type PosterSize, posterSizes } from './poster/poster-sizes.ts'

export const joinStyles = `${heroStyles}
.hero h1{margin-block-end:8px}.hero p{margin:0;font-size:17px}main{padding-block-start:18px}section{border-block-start:1px solid var(--line)}
input[type=text]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:8px;padding:13px;inline-size:100%;margin-block-end:8px}
.label{margin:0}.soft{margin-block-end:8px}.trap{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
${mainLink}a.main{margin-block-end:22px}h2{font-size:17px;margin:0 0 10px}form>button{margin-block-start:10px}.small{margin:14px 0 0}.off{border-inline-start:4px solid #c2413a;padding-inline-start:12px}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;justify-content:center;margin-block-start:20px}nav a{min-block-size:32px;padding-block:4px}nav a[aria-current]{font-weight:700;text-decoration:none}`

/** What will be printed, as large as the screen lets it be. */
export function posterStyles(size: PosterSize): string {
  const [width, height] = posterSizes[size].face
  return `main{max-width:none;padding:16px}.tools{max-width:640px;margin:0 auto 20px}.tools p a{display:inline-block;padding:8px 14px 8px 0;min-block-size:32px}.tools a[aria-current]{font-weight:700;text-decoration:none}${mainLink}
.sheet{inline-size:${width}mm;max-inline-size:100%;aspect-ratio:${width}/${height};margin-inline:auto;background:#fff;color:#1d1f1b;display:flex;flex-direction:column;border:1px solid var(--line);text-align:center;container-type:inline-size;overflow:hidden}
.top{background:var(--brand);color:#fff;padding:7cqw 8cqw 6cqw}.top b{font-size:5.2cqw}.top img{max-inline-size:50cqw;max-block-size:12cqw}.top h2{font-size:7.2cqw;line-height:1.25;margin:3cqw 0 0}
.middle{flex:1;display:grid;place-items:center;padding:4cqw}.qr{inline-size:52cqw;block-size:auto}
.steps{margin:0;padding:0 9cqw;list-style:none;counter-reset:step;display:grid;gap:2cqw;font-size:4.1cqw;text-align:start}.steps li{display:flex;gap:3cqw;align-items:center;counter-increment:step}
.steps li::before{content:counter(step);flex:none;inline-size:8cqw;block-size:8cqw;border-radius:50%;background:var(--brand);color:#fff;display:grid;place-items:center;font-weight:700}
:lang(fa) .steps li::before{content:counter(step,persian)}.foot{font-size:3.1cqw;color:#65635c;margin:4cqw 8cqw 6cqw}
.tent{display:grid;grid-template-columns:54% 1fr;grid-template-rows:auto 1fr auto}.tent .top{grid-row:1;text-align:start;padding:6cqw 6cqw 0}.tent .top b{font-size:3.6cqw}.tent .top h2{font-size:4.9cqw}.tent .steps{grid-row:2/4;grid-column:1;background:var(--brand);color:#fff;font-size:2.7cqw;align-content:end;padding:4cqw 6cqw 5cqw;gap:1.4cqw}.tent .steps li::before{background:#fff;color:var(--brand);inline-size:5cqw;block-size:5cqw}.tent .middle{grid-column:2;grid-row:1/3}.tent .qr{inline-size:34cqw}.tent .foot{grid-column:2;grid-row:3;font-size:2.3cqw;margin:0 2cqw 8cqw}
.sticker .top{padding:5cqw}.sticker .top b{font-size:7cqw}.sticker .top h2,.sticker .foot,.sticker .steps li+li{display:none}.sticker .middle{padding:2cqw}.sticker .qr{inline-size:60cqw}.sticker .steps{font-size:5cqw;padding-block-end:5cqw}.sticker .steps li{justify-content:center}.sticker .steps li::before{display:none}`
}
