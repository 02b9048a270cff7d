/** The request that an HTTP tool makes, from its config and the values; no network here. */
import { renderJsonTemplate, renderUrlTemplate, templatePaths } from '#shared/base/templates.ts';
import type { HttpToolConfig } from '#shared/domain/tool.ts';
import type { CredentialHeader } from './credentials.ts';
import type { ToolSurroundings } from './surroundings.ts';

export interface HttpRequest {
  method: HttpToolConfig['method'];
  url: URL;
  headers: Headers;
  /** JSON; null for none. */
  body: string | null;
}

export type PreparedRequest = { request: HttpRequest; problem: null } | { request: null; problem: string };

/** The query of GET and DELETE can only hold text; lists and objects go as JSON. */
const asQueryText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * @param values of the parameters, the document's over the model's. In templates they stand beside the context's keys
 *   and before them, but hide neither `initial_context` nor `gathered_context`.
 * @param credential replaces a configured header of the same name
 */
export function prepareRequest(
  config: HttpToolConfig,
  values: Record<string, unknown>,
  credential: CredentialHeader | null,
  { context, clock }: ToolSurroundings,
): PreparedRequest {
  const { initial_context, gathered_context } = context;
  const seen = { ...context, ...values, initial_context, gathered_context };
  const rendered = renderUrlTemplate(config.url, seen, clock);
  if (rendered.url === null) return { request: null, problem: rendered.problem };
  if (!URL.canParse(rendered.url)) return { request: null, problem: 'Its address is not valid.' };
  const url = new URL(rendered.url);
  if (url.username !== '' || url.password !== '')
    return { request: null, problem: 'Its address holds a login, which belongs into a credential.' };

  const headers = new Headers({ accept: 'application/json, text/plain;q=0.9, */*;q=0.1' });
  try {
    for (const [name, value] of Object.entries(config.headers)) headers.set(name, value);
    if (credential) headers.set(credential.name, credential.value);
  } catch {
    return { request: null, problem: 'One of its headers has a name or value that HTTP does not allow.' };
  }

  let body: string | null = null;
  if (config.method === 'GET' || config.method === 'DELETE') {
    // What stands in the address already is not said twice.
    const placed = new Set(templatePaths(config.url));
    for (const [name, value] of Object.entries(values))
      if (!placed.has(name)) url.searchParams.append(name, asQueryText(value));
  } else {
    body = JSON.stringify(
      config.body_template ? renderJsonTemplate(config.body_template, seen, clock) : values,
    );
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  }
  return { request: { method: config.method, url, headers, body }, problem: null };
}
