import { type CredentialType, type ToolCredential } from '#shared/domain/tool.ts';

export const credentialWords: Record<CredentialType, string> = {
  api_key: 'API key',
  bearer_token: 'Bearer token',
  basic_auth: 'Name and password',
  custom_header: 'Other header',
  none: 'None',
};

export interface CredentialDraft {
  header: string;
  user: string;
  secret: string;
}

export function credentialOf(
  type: CredentialType,
  { header, user, secret }: CredentialDraft,
): ToolCredential {
  switch (type) {
    case 'none':
      return { type };
    case 'api_key':
      return { type, header_name: header.trim() || 'X-API-Key', api_key: secret.trim() };
    case 'bearer_token':
      return { type, token: secret.trim() };
    case 'basic_auth':
      return { type, username: user, password: secret };
    case 'custom_header':
      return { type, header_name: header.trim(), header_value: secret };
  }
}
