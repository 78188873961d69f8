/** A day. An endpoint may ask us to wait, but never longer than the longest step of any retry schedule. */
export const longestRetryAfterSeconds = 86_400;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const imfFixdate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

function httpDate(text: string): Temporal.Instant | undefined {
  const [, day, month, year, hour, minute, second] = imfFixdate.exec(text) ?? [];
  if (!month) return undefined;
  const iso = `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day}T${hour}:${minute}:${second}Z`;
  try {
    return Temporal.Instant.from(iso);
  } catch {
    return undefined;
  }
}

/**
 * Retry-After in whole seconds from `now`, between 0 and a day; undefined when absent or unreadable (RFC 9110 §10.2.3).
 * Of the HTTP dates only the current form (IMF-fixdate, always GMT) is read.
 */
export function retryAfterSeconds(header: string | undefined, now: Temporal.Instant): number | undefined {
  const text = header?.trim() ?? '';
  const at = httpDate(text);
  const seconds = /^\d+$/.test(text) ? Number(text) : at && Math.ceil(now.until(at).total('seconds'));
  return seconds === undefined ? undefined : Math.min(Math.max(seconds, 0), longestRetryAfterSeconds);
}
