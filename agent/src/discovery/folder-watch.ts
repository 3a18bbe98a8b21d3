import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";

/**
 * Calls `onChange` when something in the folder changes. While the folder does not exist, its nearest ancestor that does is
 * watched instead; `refresh` looks again which that is.
 */
export class FolderWatch {
  readonly #folder: string;
  readonly #onChange: () => void;
  #watched = "";
  #watcher: FSWatcher | undefined;

  constructor(folder: string, onChange: () => void) {
    this.#folder = folder;
    this.#onChange = onChange;
  }

  refresh(): void {
    for (let folder = this.#folder; ; folder = dirname(folder)) {
      if (folder === this.#watched && this.#watcher !== undefined) return;
      if (this.#tryWatch(folder) || folder === dirname(folder)) return;
    }
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watched = "";
  }

  #tryWatch(folder: string): boolean {
    let watcher: FSWatcher;
    try {
      watcher = watch(folder, { persistent: false });
    } catch {
      return false;
    }
    this.close();
    this.#watched = folder;
    this.#watcher = watcher;
    watcher.on("change", (kind, name) => {
      // A folder that vanishes tells so by its own name; the watch is then on nothing.
      if (kind === "rename" && name === folder.slice(folder.lastIndexOf("/") + 1)) this.close();
      this.#onChange();
    });
    watcher.on("error", () => {
      this.close();
      this.#onChange();
    });
    return true;
  }
}
