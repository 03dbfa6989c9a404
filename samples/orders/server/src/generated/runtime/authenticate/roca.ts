// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
/** Primes of the generator's fingerprint: a sound modulus shows it less often than once in 10^8. */
const PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];
const GENERATOR = 65_537;

/**
 * Whether a modulus (base64url) has the form of the faulty key generator of CVE-2017-15361, "ROCA": modulo each small
 * prime it is then a power of 65537 (Nemec et al., CCS 2017, §3.2).
 */
export function isRocaModulus(n: string): boolean {
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
  return PRIMES.every((prime) => isPowerOfGenerator(Number(modulus % BigInt(prime)), prime));
}

function isPowerOfGenerator(residue: number, prime: number): boolean {
  let power = 1;
  for (let exponent = 0; exponent < prime; exponent += 1) {
    if (power === residue) return true;
    power = (power * GENERATOR) % prime;
  }
  return false;
}
