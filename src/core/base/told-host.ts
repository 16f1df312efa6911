import { isIP } from "node:net";

/**
 * A server's host and port as messages tell them. What they tell is masked, and an address in digits
 * would become `[IP_1]`: this machine's is told as `localhost`, any other by the setting it stands in.
 */
export function toldHost({ hostname, port, host }: URL, setting: string): string {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) === 0) return host;
  const isOwn = bare === "::1" || bare.startsWith("127.");
  return isOwn ? `localhost${port === "" ? "" : `:${port}`}` : `the address of ${setting}`;
}
