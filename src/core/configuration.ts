/** Name of the configuration file, at the top of a workspace folder. */
export const configurationFile = "readiness.json";

/** SHA-256 of a text in hex. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Where a folder's own settings of the editor lie: `files.exclude` says what is no source of it. */
export const editorSettingsFile = ".vscode/settings.json";

/** Files that decide which others are sources: when they change, the folder is listed anew. */
export const listingFiles: readonly string[] = [".gitignore", editorSettingsFile];
