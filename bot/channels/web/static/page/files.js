// The draft leaves the page: as a file, or on the clipboard with and without its layout.
import { el, toast } from "./dom.js";
import { t } from "./words.js";

export const FORMATS = ["docx", "pdf", "txt", "md", "json"];

/** The file at a path below the session's. */
export async function save(page, path) {
  return saveFrom(page, `${page.session.path}/${path}`);
}

export async function saveFrom(page, path) {
  try {
    const { blob, name } = await page.api.file(path);
    const address = URL.createObjectURL(blob);
    const link = el("a", { href: address, download: name || "zongjie", hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    toast(t("file.saved", { name }));
  } catch (problem) {
    page.tell(problem);
  }
}

/** With layout (`html`, for Word and WPS) and as plain text, or as plain text alone. */
export async function copy(page, withLayout) {
  try {
    const text = await (await page.api.file(`${page.session.path}/export/txt`)).blob.text();
    const html = withLayout ? await (await page.api.file(`${page.session.path}/export/html`)).blob.text() : "";
    await toClipboard(text, html);
    toast(t(withLayout ? "file.copied_layout" : "file.copied"));
  } catch (problem) {
    page.tell(problem);
  }
}

/** By the copy event: it keeps the layout as it is and works on plain http; the newer way, which tidies the HTML, where that is refused. */
async function toClipboard(text, html) {
  let done = false;
  const give = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
    if (html) event.clipboardData.setData("text/html", html);
    done = true;
  };
  document.addEventListener("copy", give, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", give);
  if (done) return;
  if (!window.isSecureContext || !window.ClipboardItem) throw new Error(t("file.no_clipboard"));
  const kinds = { "text/plain": new Blob([text], { type: "text/plain" }) };
  if (html) kinds["text/html"] = new Blob([html], { type: "text/html" });
  await navigator.clipboard.write([new ClipboardItem(kinds)]);
}
