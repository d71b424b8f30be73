/** Whether a path relative to a folder stays in it. Links are the server's concern: it has refused them before. */
export function insideFolder(path: string): boolean {
  if (path.startsWith("/") || path.includes("\\") || path.includes("\0") || /^[A-Za-z]:/.test(path)) {
    return false;
  }
  let depth = 0;
  for (const part of path.split("/")) {
    depth += part === ".." ? -1 : part === "." || part === "" ? 0 : 1;
    if (depth < 0) {
      return false;
    }
  }
  return depth > 0;
}
