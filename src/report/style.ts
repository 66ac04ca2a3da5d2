const LIGHT = `--page:#fff;--panel:#f5f6f8;--ink:#171b22;--ink-2:#5a6472;--rule:#dfe3e8;--accent:#0b6e80;
--accent-soft:#0b6e8040;--warn:#9a5b00;--warn-soft:#fff6e3;--nodata:#e8ebef;--reference:#9aa4b1;--s1:#0b6e80;--s2:#c8501e;--s3:#6b4fa3;
--s4:#3f7d20;--s5:#b0307a`;

/** Style sheet of the report: light, dark by preference, and print. One accent colour; numbers align. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{--page:#11151a;--panel:#1a2027;--ink:#e8ecf1;--ink-2:#98a4b3;--rule:#2c343e;--accent:#4fb8cc;
--accent-soft:#4fb8cc50;--warn:#f0b34a;--warn-soft:#2b2312;--nodata:#20272f;--reference:#667282;--s1:#4fb8cc;--s2:#f08a5b;--s3:#b39ae6;
--s4:#93c873;--s5:#ec86bd}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums}
main,header,footer{max-width:1180px;margin:0 auto;padding:0 32px}
header{padding-top:48px}
header::before{content:"";display:block;width:56px;height:4px;background:var(--accent);margin-bottom:20px}
h1{font-size:2.1rem;line-height:1.15;font-weight:650;letter-spacing:-.015em;margin:0 0 8px;overflow-wrap:anywhere}
.subtitle{color:var(--ink-2);font-size:1.06rem;margin:0;max-width:76ch;overflow-wrap:anywhere}
h2{font-size:1.35rem;font-weight:650;letter-spacing:-.01em;margin:0 0 12px}
section{margin-top:52px}
section>p{max-width:76ch;margin:0 0 14px;overflow-wrap:anywhere}
.summary{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:0 28px;margin:34px 0 0;border-top:1px solid var(--rule)}
.summary div{padding:14px 0 15px;border-bottom:1px solid var(--rule)}
.summary dt{color:var(--ink-2);font-size:.82rem}
.summary dd{margin:2px 0 0;font-size:1.45rem;font-weight:600;line-height:1.25;letter-spacing:-.01em;overflow-wrap:anywhere}
.summary dd small{font-size:.9rem;font-weight:400;color:var(--ink-2);margin-left:.3em;letter-spacing:0}
.warnings{margin:28px 0 0;padding:14px 20px;background:var(--warn-soft);border-left:4px solid var(--warn);list-style:none}
.warnings li+li{margin-top:6px}
.warnings strong{color:var(--warn)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(430px,100%),1fr));gap:36px 40px;margin-top:22px;align-items:start}
figure{margin:0;min-width:0}
figure.wide{grid-column:1/-1}
figure svg{display:block;width:100%;height:auto}
figcaption{margin-top:8px;overflow-wrap:anywhere;font-size:.88rem;line-height:1.45;color:var(--ink-2);max-width:76ch}
figcaption b{color:var(--ink);font-weight:600}
.table{overflow-x:auto;margin-top:36px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-weight:600;padding-bottom:8px}
section>p+.table,h2+.table{margin-top:18px}
th,td{padding:7px 12px;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{border-bottom:2px solid var(--ink-2);font-weight:600;vertical-align:bottom}
th:first-child,td:first-child{padding-left:0;min-width:5.5em}
th small{display:block;font-weight:400;color:var(--ink-2)}
.number{text-align:right;white-space:nowrap}
tbody th{font-weight:400}
footer{margin-top:64px;padding-top:18px;padding-bottom:48px;color:var(--ink-2);font-size:.85rem;overflow-wrap:anywhere}
footer p{border-top:1px solid var(--rule);padding-top:18px;margin:0}
svg text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--ink-2)}
svg .label{fill:var(--ink)}
svg .middle{text-anchor:middle}svg .end{text-anchor:end}
svg .tick,svg .axis{stroke:var(--ink-2);stroke-width:1}
svg .grid{stroke:var(--rule);stroke-width:1}
svg .frame{fill:none;stroke:var(--ink-2);stroke-width:1}
svg .nodata{fill:var(--nodata)}
svg .bars{fill:var(--accent-soft);stroke:var(--accent);stroke-width:.5}
svg .density{fill:var(--accent)}
svg .normal{fill:none;stroke:var(--s2);stroke-width:1.8}
svg .mark{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:4 3}
svg .halo{paint-order:stroke;stroke:var(--page);stroke-width:4;stroke-linejoin:round;fill:var(--ink)}
svg .on-map{paint-order:stroke;stroke:#fff;stroke-width:3.5;stroke-linejoin:round;fill:#171b22;font-weight:600}
svg .dot{stroke:#171b22;stroke-width:.6}
svg .casing{fill:none;stroke:#fff;stroke-width:5;stroke-linecap:round}
svg .scale-bar{fill:none;stroke:#171b22;stroke-width:2}
svg .section-line{stroke:#c8102e;stroke-width:2;stroke-linecap:round}
svg .series{fill:none;stroke-width:1.6;stroke-linejoin:round}
svg .reference{stroke:var(--reference);stroke-width:4.5}
svg .series-1{stroke:var(--s1)}svg .series-2{stroke:var(--s2)}svg .series-3{stroke:var(--s3)}svg .series-4{stroke:var(--s4)}
svg .series-5{stroke:var(--s5)}
@media (max-width:640px){main,header,footer{padding-left:18px;padding-right:18px}}
@media print{:root{color-scheme:light;${LIGHT}}
@page{margin:16mm}body{font-size:11pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main,header,footer{max-width:none;padding-left:0;padding-right:0}header{padding-top:0}
section{margin-top:32px}h2,caption{break-after:avoid}figure,tr,.summary div{break-inside:avoid}
.figures{grid-template-columns:1fr 1fr;gap:22px 24px}}
`;
