const zero = 48;
const nine = 57;

/** Length of an MD5 in base64 without and with what fills it up, and in hex. */
const [base64, filledBase64, hex] = [22, 24, 32];

/**
 * The sum of a line (see `LineColumns`) from the MD5 of its text, as reports write it: in base64 (geninfo, coverage.py) or in
 * hex (gcovr). 0 where it is none.
 */
export function lineSumOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length === hex) return digits(bytes, from, 8, hexDigit, 16);
  if (length !== base64 && !(length === filledBase64 && bytes[to - 1] === 61 && bytes[to - 2] === 61)) return 0;
  // Six digits are 36 bits.
  return Math.floor(digits(bytes, from, 6, base64Digit, 64) / 16);
}

function digits(bytes: Uint8Array, from: number, count: number, digit: (byte: number) => number, base: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const next = digit(bytes[at]!);
    if (next < 0) return 0;
    value = value * base + next;
  }
  return value;
}

function hexDigit(byte: number): number {
  if (byte >= zero && byte <= nine) return byte - zero;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

function base64Digit(byte: number): number {
  if (byte >= 65 && byte <= 90) return byte - 65;
  if (byte >= 97 && byte <= 122) return byte - 71;
  if (byte >= zero && byte <= nine) return byte + 4;
  return byte === 43 ? 62 : byte === 47 ? 63 : -1;
}
