export const surveyStyles = `
legend h1{margin-block-end:12px}
.scale{display:grid;grid-template-columns:repeat(auto-fit,minmax(44px,1fr));gap:8px}.list{display:grid;gap:10px}
.scale label,.list label{position:relative;cursor:pointer}
.scale input,.list input{position:absolute;inset:0;inline-size:100%;block-size:100%;margin:0;opacity:0;cursor:pointer}
.scale span,.list span{display:flex;align-items:center;min-block-size:48px;border:1px solid var(--soft);border-radius:8px;font-weight:600;padding:8px}
.scale span{justify-content:center;font-variant-numeric:tabular-nums}.list span{padding-inline:16px}
input:checked+span{background:var(--brand);border-color:var(--brand);color:#fff}
input:checked+span::after{content:'✓';margin-inline-start:6px}.scale input:checked+span::after{content:none}.scale input:checked+span{text-decoration:underline;text-underline-offset:4px}
input:focus-visible+span{outline:3px solid var(--ink);outline-offset:2px}
.ends{display:flex;justify-content:space-between;gap:16px;margin-block-start:6px}.ends span:last-child{text-align:end}
textarea{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:10px;inline-size:100%;resize:vertical}
#own{margin-block:4px 18px}.off{border-inline-start:4px solid #c2413a;padding-inline-start:12px}
details{margin-block-start:18px;border-block-start:1px solid var(--line);padding-block-start:14px}summary{cursor:pointer;min-block-size:32px;font-weight:600}details form{margin-block-start:14px}details h1{font-size:18px}
.code{text-align:center}.code svg{inline-size:min(100%,300px);margin-block:8px 16px;border-radius:8px}@media print{body{background:#fff}section{border-color:#999}}
nav{display:flex;flex-wrap:wrap;gap:4px 14px;margin-block-start:18px;font-size:14px}nav a{padding-block:6px}nav [aria-current]{font-weight:700;text-decoration:none}`
