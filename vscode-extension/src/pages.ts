/** All of what a server lists page by page. */
export async function allPages<P extends { nextCursor?: string }, T>(
  load: (cursor: string | undefined) => Promise<P>,
  itemsOf: (page: P) => readonly T[],
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await load(cursor);
    all.push(...itemsOf(page));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}
