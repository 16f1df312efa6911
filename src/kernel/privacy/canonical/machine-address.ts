import { plainLowerText } from "./plain-text.ts";

/** Of most addresses: to see that nothing is to be done is faster than to do it. */
const canonicalForm =
  /^(?:(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}|(?:[1-9a-f][\da-f]{0,3}:){7}[1-9a-f][\da-f]{0,3})$/;
const canonicalMacForm = /^(?:[\da-f]{2}:){5}[\da-f]{2}$/;
const eightGroups = /^(?!.*[\da-f]{5})0*[1-9a-f][\da-f]*(?::0*[1-9a-f][\da-f]*){7}$/;

/** An IP address in its shortest usual form (RFC 5952); undefined for anything else. */
export function canonicalIp(value: string): string | undefined {
  if (canonicalForm.test(value)) return value;
  const text = plainLowerText(value).replace(/^\[(.*)\]$/, "$1");
  const four = canonicalIpV4(text.replace(/^(?:0*:)*:(?:0*:)*ffff:(?=[\d.]+$)/, ""));
  if (four !== undefined) return four;
  // Eight groups, none of them nought, have no shorter form; to ask URL would take long.
  if (eightGroups.test(text)) return text.replace(/(^|:)0+/g, "$1");
  if (!/^[\da-f:.]*:[\da-f:.]*$/.test(text) || !URL.canParse(`http://[${text}]`)) return undefined;
  const six = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(six);
  if (mapped === null) return six;
  const bytes = [mapped[1], mapped[2]].flatMap((group = "") => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 255];
  });
  return bytes.join(".");
}

function canonicalIpV4(text: string): string | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.join(".");
}

/** The address of a network card as `aa:bb:cc:dd:ee:ff`; undefined for anything else. */
export function canonicalMac(value: string): string | undefined {
  if (canonicalMacForm.test(value)) return value;
  const digits = plainLowerText(value).replace(/[:\-. ]/g, "");
  if (!/^(?:[\da-f]{12}|[\da-f]{16})$/.test(digits)) return undefined;
  return digits.replace(/..(?!$)/g, "$&:");
}
