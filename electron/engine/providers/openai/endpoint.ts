/** Where a request goes and what it carries: base URLs as people enter them, and the two forms of Azure OpenAI. */
import { openAiPreset } from '#shared/domain/provider-presets.ts';
import { ConfigError } from '../../base/errors.ts';
import { nameOf, type OpenAiConnectionOptions } from './options.ts';
import { quirksOf } from './presets.ts';

/** The last version of Azure's dated interface in which all three stages are generally available. */
const AZURE_API_VERSION = '2024-10-21';

/** Ends of a pasted address that belong to a request, not to the base. */
const OPERATIONS =
  /\/(?:chat\/completions|completions|models|audio\/(?:speech|transcriptions)|responses|realtime)\/?$/;

export interface Endpoint {
  /** The base as it is used, for messages. */
  base: URL;
  /** `path` begins with a slash; `model` matters for Azure's dated form, where it is part of the address. */
  url(path: string, model: string): URL;
  headers: Readonly<Record<string, string>>;
}

/** Throws ConfigError when the base URL is not one. */
export function endpointOf(options: OpenAiConnectionOptions): Endpoint {
  const base = parseBase(options);
  return {
    base,
    url: azureForm(options, base) === 'dated' ? datedUrl(base) : plainUrl(base),
    headers: { ...keyHeader(options), ...options.extraHeaders },
  };
}

function parseBase(options: OpenAiConnectionOptions): URL {
  const given = options.baseUrl.trim() || openAiPreset(options.preset).baseUrl;
  const base = URL.parse(given);
  if (base === null || !/^https?:$/.test(base.protocol)) {
    const { baseUrl, baseUrlExample } = openAiPreset(options.preset);
    throw new ConfigError(
      'config-invalid',
      `The base URL of ${nameOf(options)} is not an http:// or https:// address: "${given}". It looks like ${baseUrlExample ?? baseUrl}.`,
    );
  }
  base.hash = '';
  base.pathname = base.pathname.replace(OPERATIONS, '').replace(/\/+$/, '');
  // A known server whose address was given without its path.
  if (base.pathname === '/' || base.pathname === '') {
    const usual = URL.parse(openAiPreset(options.preset).baseUrl)?.pathname;
    if (usual !== undefined) base.pathname = usual;
  }
  return base;
}

/**
 * Azure has two forms: `…/openai/v1/chat/completions` with the deployment in the body, and
 * `…/openai/deployments/DEPLOYMENT/chat/completions?api-version=DATE`. An `api-version` in the base URL asks for the second.
 * https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 */
export function azureForm(options: OpenAiConnectionOptions, base: URL): 'v1' | 'dated' | null {
  if (options.preset !== 'azure-openai') return null;
  return /\/openai\/v1$/.test(base.pathname) ? 'v1' : 'dated';
}

function plainUrl(base: URL): Endpoint['url'] {
  return (path) => {
    const url = new URL(base);
    url.pathname = base.pathname.replace(/\/$/, '') + path;
    return url;
  };
}

function datedUrl(base: URL): Endpoint['url'] {
  const resource = base.pathname.replace(/\/openai(?:\/deployments(?:\/[^/]+)?)?$/, '').replace(/\/$/, '');
  return (path, model) => {
    const url = new URL(base);
    const within = path === '/models' ? path : `/deployments/${encodeURIComponent(model)}${path}`;
    url.pathname = `${resource}/openai${within}`;
    if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', AZURE_API_VERSION);
    return url;
  };
}

function keyHeader(options: OpenAiConnectionOptions): Record<string, string> {
  const key = options.apiKey?.trim();
  if (key === undefined || key === '') return {};
  return quirksOf(options.preset).keyHeader === 'api-key'
    ? { 'api-key': key }
    : { authorization: `Bearer ${key}` };
}
