const endings: (() => unknown)[] = [];

/**
 * For what a test file opens, whether in the file, in a hook or in the middle of a test, where vitest's own afterAll is
 * heard by nobody: closed when the file's tests have ended, the last opened first.
 */
export function atEnd(end: () => unknown): void {
  endings.push(end);
}

/** Closes what is open. Everything is tried; what failed is told of afterwards. */
export async function endAll(): Promise<void> {
  const failed: unknown[] = [];
  for (const end of endings.splice(0).reverse())
    try {
      await end();
    } catch (error) {
      failed.push(error);
    }
  if (failed.length > 0) throw new AggregateError(failed, 'what a test had opened could not be closed');
}
