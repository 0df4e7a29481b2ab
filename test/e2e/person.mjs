// What a person does in the window, each gesture waiting for what it leads to.
import { patience } from "../host/window.mjs";

/** Opens a file by its name: Ctrl+P, the name, Enter. */
export async function openFile(page, name) {
  const input = page.locator(".quick-input-widget input:visible");
  await page.keyboard.press("Control+p");
  await input.waitFor({ timeout: patience });
  await input.fill(name);
  await page
    .locator(".quick-input-list .monaco-list-row")
    .filter({ hasText: name })
    .first()
    .waitFor({ timeout: patience });
  await page.keyboard.press("Enter");
  await page.locator(".tab.active").filter({ hasText: name }).waitFor({ timeout: patience });
  await page.locator(".editor-instance .view-line").first().waitFor({ timeout: patience });
}

/** The line the cursor is in, as the status bar says: "Ln 12, Col 1". */
export async function cursorLine(page) {
  const text = await page.locator('[id="status.editor.selection"]').textContent({ timeout: patience });
  return Number(/Ln (\d+)/.exec(text ?? "")?.[1]);
}

/** Waits until the page's answer to a question is no longer `before`: the new answer. */
export async function changed(ask, before) {
  const until = Date.now() + patience;
  for (;;) {
    const now = await ask();
    if (now !== before) return now;
    if (Date.now() > until) throw new Error(`still ${before} after ${patience / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Decorations an extension put into the text of the open editor. */
export function marks(page) {
  return page.locator('.editor-instance [class*="ced-"]');
}

/** Rows of our view. */
export function gateRows(page) {
  return page.locator(".sidebar .monaco-list-row");
}

/** Toasts and the second side bar are nothing a picture is about. */
export async function tidy(window) {
  await window.command("Notifications: Clear All Notifications");
}
