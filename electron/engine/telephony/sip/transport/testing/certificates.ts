/** Certificates made when a test runs, each wrong in the one way the test is about. ECDSA P-256. */
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  type Extension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';
import type { TlsIdentity } from '../network.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;

type AlternativeName = { type: 'dns' | 'ip' | 'url'; value: string };

export interface CertificateOptions {
  /** Common name. */
  name: string;
  names?: readonly AlternativeName[];
  notBefore?: Date;
  notAfter?: Date;
}

export interface Authority {
  caPem: string;
  issue(options: CertificateOptions): Promise<TlsIdentity>;
}

export async function createAuthority(name: string): Promise<Authority> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    ...validity({ name }),
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    caPem: certificate.toString('pem'),
    issue: async (options) => {
      const own = await generateKeys();
      const issued = await X509CertificateGenerator.create({
        subject: `CN=${options.name}`,
        issuer: certificate.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        ...validity(options),
        extensions: alternativeNames(options),
      });
      return identity(own.privateKey, issued);
    },
  };
}

export async function createSelfSigned(options: CertificateOptions): Promise<TlsIdentity> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${options.name}`,
    keys,
    signingAlgorithm: algorithm,
    ...validity(options),
    extensions: alternativeNames(options),
  });
  return identity(keys.privateKey, certificate);
}

function validity({ notBefore, notAfter }: CertificateOptions): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: notBefore ?? new Date(Date.now() - dayMs),
    notAfter: notAfter ?? new Date(Date.now() + 30 * dayMs),
  };
}

function alternativeNames({ names }: CertificateOptions): Extension[] {
  return names ? [new SubjectAlternativeNameExtension([...names])] : [];
}

/** Of the global `crypto`, whose types are those of the program that this is compiled in. */
const generateKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
type Key = Awaited<ReturnType<typeof generateKeys>>['privateKey'];

async function identity(key: Key, certificate: X509Certificate): Promise<TlsIdentity> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return {
    keyPem: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replaceAll(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
    certificatePem: certificate.toString('pem'),
  };
}
