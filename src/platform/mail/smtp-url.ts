/** A password is never sent in the clear to another machine: without TLS there the mail waits. */
export function mustEncrypt(smtpUrl: string): boolean {
  const url = new URL(smtpUrl);
  return url.username !== '' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}
