import type { Vault } from '#platform/crypto.ts';
import type { Db } from '#platform/db/index.ts';

/** Being written. */
export async function seedDemo(
  _db: Db,
  _vault: Vault,
  _now: Temporal.Instant,
): Promise<{ companies: number; leads: number } | undefined> {
  return undefined;
}
