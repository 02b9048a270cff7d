/** Encryption with a passphrase: scrypt (RFC 7914) for the key, AES-256-GCM (NIST SP 800-38D) for each secret. */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';

const base64 = z.base64();

export const sealedSchema = z.object({
  /** 12 bytes, new for each sealing. */
  iv: base64,
  /** 16 bytes. */
  tag: base64,
  data: base64,
});
export type Sealed = z.infer<typeof sealedSchema>;

/** How the key is derived, and something sealed with it by which a passphrase is known to be the right one. */
export const lockSchema = z.object({
  kdf: z.literal('scrypt'),
  /** Cost; memory is 128 · N · r bytes, here 32 MiB, about a tenth of a second. */
  n: z
    .number()
    .int()
    .min(1024)
    .max(2 ** 20),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
  salt: base64,
  check: sealedSchema,
});
export type Lock = z.infer<typeof lockSchema>;

const keyBytes = 32;
const checkText = 'parley';
const checkId = 'lock';

export function deriveKey(
  passphrase: string,
  { n, r, p, salt }: Omit<Lock, 'check' | 'kdf'>,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same passphrase typed on another keyboard may come in another Unicode form.
    const password = passphrase.normalize('NFKC');
    const options = { N: n, r, p, maxmem: 256 * n * r };
    scrypt(password, Buffer.from(salt, 'base64'), keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

export async function newLock(passphrase: string): Promise<{ key: Buffer; lock: Lock }> {
  const cost = { n: 2 ** 15, r: 8, p: 1, salt: randomBytes(16).toString('base64') };
  const key = await deriveKey(passphrase, cost);
  return { key, lock: { kdf: 'scrypt', ...cost, check: seal(key, checkText, checkId) } };
}

export function opens(key: Buffer, { check }: Lock): boolean {
  try {
    return unseal(key, check, checkId) === checkText;
  } catch {
    return false;
  }
}

/** @param id bound to the text, so that one entry cannot be put in another's place */
export function seal(key: Buffer, text: string, id: string): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(id));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** Throws when the key, the id or a single bit is another. */
export function unseal(key: Buffer, { iv, tag, data }: Sealed, id: string): string {
  const options = { authTagLength: 16 };
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), options);
  decipher.setAAD(Buffer.from(id));
  decipher.setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
}
