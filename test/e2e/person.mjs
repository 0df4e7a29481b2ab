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

/**
 * Trusts the folder: by the dialog where VS Code asks, else by the banner of Restricted Mode ("Manage", then "Trust").
 * Done when Restricted Mode is over.
 */
export async function trustFolder(page) {
  const dialog = page.locator(".monaco-dialog-box .monaco-button").filter({ hasText: /^Yes/i });
  const manage = page.locator(".part.banner").getByText("Manage", { exact: true });
  await dialog.or(manage).first().waitFor({ timeout: patience });
  if (await dialog.isVisible()) {
    await dialog.click();
  } else {
    await manage.click();
    const trust = page.locator(".workspace-trust-editor .monaco-button").filter({ hasText: /^Trust$/ });
    await trust.click({ timeout: patience });
    const restricted = page.locator(".statusbar-item").filter({ hasText: "Restricted Mode" });
    await restricted.waitFor({ state: "hidden", timeout: patience });
    // The page on trust stands in a box of its own above the window.
    const box = page.locator(".monaco-modal-editor-block");
    if (await box.isVisible()) await box.locator(".codicon-close").last().click({ timeout: patience });
    await box.waitFor({ state: "hidden", timeout: patience });
  }
}

/** Makes the side bar wide enough for whole sentences: drags its edge. */
export async function widenSideBar(page, width) {
  const box = await page.locator(".part.sidebar").boundingBox({ timeout: patience });
  const edge = box.x + box.width + 2;
  const middle = box.y + box.height / 2;
  await page.mouse.move(edge, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + width, middle, { steps: 5 });
  await page.mouse.up();
}
