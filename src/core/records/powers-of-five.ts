// The powers of five as the upper 128 bits of each, from which the encoder makes doubles (src/wasm/encoder/floats.ts).

/** Larger exponents of ten than this are left to the server. */
export const POWER_MAX = 128;

/** Two words a power, the low half first, for exponents from -POWER_MAX to POWER_MAX. */
export function toPowersOfFive(): BigUint64Array {
  const words = new BigUint64Array(2 * (2 * POWER_MAX + 1));
  for (let exponent = -POWER_MAX; exponent <= POWER_MAX; exponent++) {
    const power =
      exponent < 0 ? inverse(5n ** BigInt(-exponent)) : upper128(5n ** BigInt(exponent));
    words[2 * (exponent + POWER_MAX)] = BigInt.asUintN(64, power);
    words[2 * (exponent + POWER_MAX) + 1] = power >> 64n;
  }
  return words;
}

/** The top 128 bits, filled with zeros from the right where there are fewer. */
function upper128(value: bigint): bigint {
  const excess = BigInt(bitLength(value) - 128);
  return excess < 0n ? value << -excess : value >> excess;
}

/** The top 128 bits of 1 / value, rounded up: the algorithm counts on never being below. */
function inverse(value: bigint): bigint {
  const quotient = (1n << BigInt(2 * bitLength(value) + 128)) / value + 1n;
  return upper128(quotient);
}

const bitLength = (value: bigint): number => value.toString(2).length;
