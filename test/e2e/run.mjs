// A person's way through the real window, by mouse and keyboard. Pictures go to out/screenshots, which git ignores;
// `--update` also writes the README's three pictures into media/.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { startServer } from "../host/server.mjs";
import { finish, step } from "../host/steps.mjs";
import { openWindow, patience, statusBarItem } from "../host/window.mjs";
import { copyWorkspaces, root } from "../host/workspaces.mjs";
import { assessments } from "./assess.mjs";
import { changed, cursorLine, gateRows, marks, openFile, trustFolder, widenSideBar } from "./person.mjs";
import { withPalette } from "./png.mjs";

const update = process.argv.includes("--update");
/** Small enough that the packaged extension, which holds the first of them, stays below 300 KB. */
const largestPicture = 80 * 1024;
const safetyFile = "saturation.py";

const copies = copyWorkspaces(["pendulum"]);
const theme = {
  "editor.minimap.enabled": false,
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};
const server = await startServer({ trust: true, userSettings: theme });
let window = null;
try {
  window = await openWindow(server, { workspace: copies.open, extension: root });
  await journey(window);
} catch (error) {
  await step("the window opens", () => {
    throw error;
  });
} finally {
  await window?.close();
  await server.stop();
  copies.remove();
}
await assessments();
finish();

async function journey({ page, command, screenshot }) {
  let number = 0;
  const act = (title, body) =>
    step(title, body, async () => console.log(`    picture: ${await screenshot(`failed-${++number}`)}`));

  await act("shows the score in Restricted Mode", () => statusBarItem(page, /\d/));
  await act("goes on when the folder is trusted", async () => {
    await trustFolder(page);
    await statusBarItem(page, /\d/);
  });
  await act("opens the view at a click on the status bar item", async () => {
    await (await statusBarItem(page)).click();
    const gate = gateRows(page).filter({ hasText: "Safety-critical coverage" }).first();
    await gate.waitFor({ timeout: patience });
    await widenSideBar(page, 460);
    await gate.click();
    // What stands under the gate.
    await page.locator('.sidebar .monaco-list-row[aria-level="2"]').first().waitFor({ timeout: patience });
    await picture("overview");
  });
  await act("marks the gaps of a safety file where they are", async () => {
    await openFile(page, safetyFile);
    await marks(page).first().waitFor({ timeout: patience });
  });
  await act("goes to the next gap from the command palette, by keyboard alone", async () => {
    const before = await cursorLine(page);
    await command("Readiness: Next Gap");
    const line = await changed(() => cursorLine(page), before);
    if (!(line > before)) throw new Error(`the cursor went from line ${before} to line ${line}`);
    await command("Readiness: Next Gap");
    await changed(() => cursorLine(page), line);
    await picture("gaps");
  });
  await act("lists the safety gaps as problems", async () => {
    await command("Problems: Focus on Problems View");
    const rows = page.locator(".markers-panel .monaco-list-row");
    await rows.filter({ hasText: "readiness" }).first().waitFor({ timeout: patience });
    await picture("safety");
  });

  async function picture(name) {
    await page.mouse.move(800, 300);
    const path = await screenshot(name);
    if (!update) return;
    const small = withPalette(readFileSync(path));
    if (small.length > largestPicture)
      throw new Error(`${name}: ${small.length} bytes, the limit is ${largestPicture}`);
    writeFileSync(join(root, "media", `screenshot-${name}.png`), small);
  }
}
