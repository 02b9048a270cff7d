/** Credentials of tools: looked up when they are needed, turned into one header, and kept out of everything else. */
import type { ToolCredential } from '#shared/domain/tool.ts';

/** Fulfilled by whoever keeps the studio's secrets. */
export interface ToolSecrets {
  /** Null when there is none under this id. */
  credential(uuid: string): Promise<ToolCredential | null>;
}

export const noSecrets: ToolSecrets = { credential: () => Promise.resolve(null) };

export interface CredentialHeader {
  name: string;
  value: string;
  /** Texts that must not be told to anybody. */
  secrets: string[];
}

/** The header that a credential sends (RFC 7617 for basic, RFC 6750 for bearer); null for none. */
export function headerOf(credential: ToolCredential): CredentialHeader | null {
  switch (credential.type) {
    case 'none':
      return null;
    case 'api_key':
      return header(credential.header_name, credential.api_key, [credential.api_key]);
    case 'custom_header':
      return header(credential.header_name, credential.header_value, [credential.header_value]);
    case 'bearer_token':
      return header('Authorization', `Bearer ${credential.token}`, [credential.token]);
    case 'basic_auth': {
      const { username, password } = credential;
      const encoded = Buffer.from(`${username}:${password}`).toString('base64');
      return header('Authorization', `Basic ${encoded}`, [encoded, password]);
    }
  }
}

function header(name: string, value: string, secrets: string[]): CredentialHeader {
  return { name, value, secrets };
}

/** Shorter secrets than this would blank out ordinary words. */
const shortestSecret = 4;

/** The text without any of the secrets: some servers send back what they were sent. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= shortestSecret)
    .reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
}
