/** Which addresses a key may be sent to, and what names them. */
import { isIP } from "node:net";

/** The origin of a model service that may have a key; undefined where the key could be read on its way. */
export function keyOrigin(address: string): string | undefined {
  if (!URL.canParse(address)) {
    return undefined;
  }
  const { protocol, hostname, origin } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname)) ? origin : undefined;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || (isIP(host) === 4 && host.startsWith("127."));
}
