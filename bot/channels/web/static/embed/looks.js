// The style sheet of the shadow root. Pixels, never rem: the root font of the host may be anything; !important on :host, for there the inside wins.
export const CSS = `
:host{all:initial!important;position:fixed!important;inset:auto!important;z-index:2147483647!important;display:block!important;visibility:visible!important;opacity:1!important;direction:ltr!important;transform:none!important;filter:none!important;clip-path:none!important;bottom:20px!important;right:20px!important;--c:#1f4f78;--on:#fff;--bg:#faf8f4;--card:#fffefb;--ink:#23211e;--soft:#625d55;--line:#ddd8cf;--edge:#8b857b;--mine:#e6eef5;--red:#a3271d;--amber:#7a4e00;--wash:#fdf1d3;color-scheme:light}
:host([data-side=left]){right:auto!important;left:20px!important}
:host([data-theme=dark]){--c:#9cc4e8;--on:#10202e;--bg:#1c1f23;--card:#23262b;--ink:#ece8e1;--soft:#ada79c;--line:#363a41;--edge:#7d8189;--mine:#1f2f3e;--red:#f19a8f;--amber:#f0cd84;--wash:#3a2f17;color-scheme:dark}
*,*::before{box-sizing:border-box}
[hidden]{display:none!important}
.root{font:16px/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--ink);text-align:left}
button{font:inherit;color:inherit;display:inline-flex;align-items:center;justify-content:center;gap:6px;min-width:44px;min-height:44px;padding:0 14px;border:1px solid var(--edge);border-radius:10px;background:var(--card);cursor:pointer;white-space:nowrap}
button:hover{border-color:var(--c)}
button:focus-visible,input:focus-visible,textarea:focus-visible,.log:focus-visible,.paper:focus-visible{outline:2px solid var(--c);outline-offset:2px}
.log:focus-visible,.paper:focus-visible{outline-offset:-3px}
button.main{background:var(--c);border-color:var(--c);color:var(--on)}
button.plain{border-color:transparent;background:none}
button:disabled{background:var(--line);border-color:var(--line);color:var(--soft);cursor:default}
svg{width:20px;height:20px;flex:none;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.bubble{min-height:52px;padding:0 20px;border-radius:26px;background:var(--c);border-color:var(--c);color:var(--on);box-shadow:0 4px 18px rgb(0 0 0/25%)}
.box{position:absolute;right:0;bottom:0;display:flex;flex-direction:column;width:400px;height:640px;max-width:calc(100vw - 40px);max-height:calc(100vh - 40px);max-height:calc(100dvh - 40px);overflow:hidden;border:1px solid var(--line);border-radius:16px;background:var(--bg);box-shadow:0 10px 40px rgb(0 0 0/28%)}
:host([data-side=left]) .box{right:auto;left:0}
header{display:flex;align-items:center;gap:2px;padding:6px 6px 6px 18px;border-bottom:1px solid var(--line)}
h2{flex:1;margin:0;font-size:17px;font-weight:600}
.gauge{height:3px;margin-top:-2px}
.gauge i{display:block;height:100%;width:0;background:var(--red);transition:width .4s}
.log,.paper{flex:1;min-height:0;overflow:auto;overscroll-behavior:contain;padding:16px 14px 8px}
.turn{display:flex;flex-direction:column;gap:8px;margin-bottom:14px}
.turn p{margin:0;max-width:92%;align-self:flex-start;padding:9px 13px;border-radius:4px 14px 14px;background:var(--card);border:1px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere}
.turn p.mine{align-self:flex-end;border:0;border-radius:14px 4px 14px 14px;background:var(--mine)}
.turn p.wait{opacity:.7}
.turn p.error,.turn p.bad{border:1px solid var(--red)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.busy,.told{display:flex;align-items:center;gap:10px;min-height:44px;padding:0 14px;color:var(--soft);font-size:15px}
.busy span,.told span{flex:1}
.told{padding:4px 14px;background:var(--wash);color:var(--amber)}
.choices,.acts{display:flex;gap:8px;padding:6px 14px;overflow-x:auto;scrollbar-width:none}
.choices button{flex:none;border-radius:22px}
.acts{border-top:1px solid var(--line);padding:10px 14px calc(10px + env(safe-area-inset-bottom))}
.acts button{flex:1 1 auto;padding:0 10px}
form{display:flex;gap:8px;align-items:flex-end;margin:0;padding:8px 14px calc(12px + env(safe-area-inset-bottom))}
input{flex:1;min-width:0;min-height:44px;margin:0;padding:9px 12px;border:1px solid var(--edge);border-radius:12px;background:var(--card);color:inherit;font:inherit}
.door{flex:1;flex-direction:column;align-items:stretch;padding:28px 18px}
.door label{font-weight:600;font-size:17px}
.door div{display:flex;gap:8px}
.door div button{padding:0 16px}
.door p{margin:0 0 6px;color:var(--soft)}
.door #wrong{min-height:1.6em;color:var(--red)}
.door [aria-invalid=true]{border-color:var(--red)}
textarea{flex:1;min-width:0;min-height:44px;max-height:160px;margin:0;padding:9px 12px;border:1px solid var(--edge);border-radius:12px;background:var(--card);color:inherit;font:inherit;line-height:24px;resize:none}
textarea::placeholder{color:var(--soft);opacity:1;white-space:nowrap}
form button{padding:0;border-radius:12px}
.paper{background:var(--card);padding:24px 20px;font:17px/30px FangSong_GB2312,FangSong,STFangsong,FandolFang,"Noto Serif CJK SC","Songti SC",SimSun,serif}
.paper h3{margin:0 0 18px;font:600 21px/32px "Noto Serif CJK SC","Songti SC",STZhongsong,SimSun,serif;text-align:center}
.paper h4{margin:0;text-indent:2em;font:600 17px/30px SimHei,"Heiti SC","Noto Sans CJK SC",sans-serif}
.paper p{margin:0;text-indent:2em;overflow-wrap:anywhere}
.paper p.end{text-align:right;padding-right:2em}
.gap{background:var(--wash);color:var(--amber)}
@media(max-width:479px){:host(.open){inset:0!important;right:0!important;bottom:0!important;left:0!important;top:0!important}.box{position:fixed;inset:0;width:100vw;height:100vh;height:100dvh;max-width:none;max-height:none;border:0;border-radius:0}}
@media(prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}
@media print{:host{display:none!important}}`;
