const byPathFolder = "/dev/serial/by-path/";

/**
 * The value of a serial port's `wire` key: `serial:by-path:<name>` for a port that udev names by where it is plugged in,
 * which stays the same whatever is plugged in there, else `serial:<path>`.
 */
export function serialWireKey(path: string): string {
  return path.startsWith(byPathFolder)
    ? `serial:by-path:${path.slice(byPathFolder.length)}`
    : `serial:${path}`;
}
