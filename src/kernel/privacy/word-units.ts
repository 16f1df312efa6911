/** No letter, mark or digit. */
const none = 1;

/** Per UTF-16 code unit 0 where it was not asked for yet, {@link none}, or its lower-case form. */
const forms = new Uint16Array(0x10000);

/**
 * The form by which letters and digits are compared, in lower case; 0 for any other code unit. The
 * halves of surrogate pairs count as none.
 */
export function wordUnit(code: number): number {
  const form = forms[code] ?? 0;
  if (form > none) return form;
  return form === none ? 0 : learn(code);
}

function learn(code: number): number {
  const character = String.fromCharCode(code);
  const isWord = /[\p{L}\p{M}\p{N}]/u.test(character);
  forms[code] = isWord ? character.toLowerCase().charCodeAt(0) : none;
  return isWord ? (forms[code] ?? 0) : 0;
}
