/** What a promise resolves to; rejects with `late` after a while: what is outside of us may never answer. */
export async function within<T>(milliseconds: number, promise: PromiseLike<T>, late: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const lateness = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(late)), milliseconds);
  });
  try {
    return await Promise.race([promise, lateness]);
  } finally {
    clearTimeout(timer);
  }
}
