// A window of the real VS Code in a headless Chromium, and the few gestures a person makes in it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { chromium } from "playwright-core";
import { ensureChromium } from "./setup.mjs";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Lines every such window writes, whatever runs in it. */
const noise = /service worker|ServiceWorker|authentication provider|github|net::ERR_|Failed to load resource/i;

/** How long a surface may take to appear before the wait is a failure. */
export const patience = 60_000;

/**
 * Opens a window: { page, errors, command, close, screenshot }.
 *
 * @param server what `startServer` gave
 * @param options.workspace absolute path of a folder or of a .code-workspace file
 * @param options.extension absolute path of the extension to load from source; none: only what is installed
 * @param options.tests absolute path of the module whose `run()` the extension host calls
 */
export async function openWindow(server, { workspace, extension, tests, width = 1280, height = 800 }) {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: flags });
  const page = await browser.newPage({ viewport: { width, height } });
  const errors = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !noise.test(message.text())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  const remote = `vscode-remote://${server.authority}`;
  const payload = [
    ...(extension === undefined ? [] : [["extensionDevelopmentPath", remote + extension]]),
    ...(tests === undefined ? [] : [["extensionTestsPath", remote + tests]]),
  ];
  const query = new URLSearchParams({
    [workspace.endsWith(".code-workspace") ? "workspace" : "folder"]: workspace,
    ...(payload.length === 0 ? {} : { payload: JSON.stringify(payload) }),
  });
  await page.goto(`${server.address}/?${query}`);
  await page.waitForSelector(".monaco-workbench", { timeout: patience });
  return {
    page,
    errors,
    command: (title) => command(page, title),
    screenshot: (name) => screenshot(page, name),
    close: () => browser.close(),
  };
}

/** Our item in the status bar, once it is there. */
export async function statusBarItem(page, expected = /\S/) {
  const item = page.locator('.statusbar-item[id$="readiness.status"]');
  await item.filter({ hasText: expected }).waitFor({ timeout: patience });
  return item;
}

/**
 * Runs a command as a person does: F1, its title, Enter. What takes the focus meanwhile closes the list, as the window does
 * while it starts: then once more.
 */
async function command(page, title) {
  const input = page.locator(".quick-input-widget input:visible");
  const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
  const until = Date.now() + patience;
  for (;;) {
    try {
      await page.keyboard.press("F1");
      await input.waitFor({ timeout: patience / 6 });
      await input.fill(`>${title}`, { timeout: patience / 6 });
      await row.waitFor({ timeout: patience / 6 });
      break;
    } catch (error) {
      if (Date.now() > until) throw error;
      await page.keyboard.press("Escape");
    }
  }
  await page.keyboard.press("Enter");
}

/** Keeps a picture of the window under out/screenshots, which git ignores: its path. */
export async function screenshot(page, name) {
  const folder = join(process.cwd(), "out", "screenshots");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  return path;
}

/**
 * Answers "Do you trust the authors of the files in this folder?" if it is asked within a while.
 *
 * @param answer "yes" or "no"
 */
export async function answerTrust(page, answer, timeout = patience) {
  const dialog = page.locator(".monaco-dialog-box").filter({ hasText: /trust the authors/i });
  await dialog.waitFor({ timeout });
  const button = dialog.locator("a.monaco-button, button.monaco-button, .monaco-button");
  await button
    .filter({ hasText: answer === "yes" ? /^Yes/i : /^No/i })
    .first()
    .click();
  await dialog.waitFor({ state: "detached", timeout });
}
