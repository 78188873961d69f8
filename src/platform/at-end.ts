const endings: (() => unknown)[] = [];
/** Longer than a product takes to stop. What a failed test holds on to would keep all others waiting. */
const patienceMs = 20_000;

/**
 * For what a test file opens, whether in the file, in a hook or in the middle of a test, where vitest's own afterAll is
 * heard by nobody: closed when the file's tests have ended, the last opened first.
 */
export function atEnd(end: () => unknown): void {
  endings.push(end);
}

/** Closes what is open. Everything is tried; what failed, or took too long, is told of afterwards. */
export async function endAll(): Promise<void> {
  const failed: unknown[] = [];
  for (const end of endings.splice(0).reverse()) await inTime(end).catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw new AggregateError(failed, 'what a test had opened could not be closed');
}

async function inTime(end: () => unknown): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not closed within ${patienceMs} ms: ${end}`)), patienceMs);
  try {
    await Promise.race([(async () => end())(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
