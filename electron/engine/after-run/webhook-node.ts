/** A webhook node of a finished run, made into what is sent: once, before the first attempt. No network here. */
import { z } from 'zod';
import { renderJsonTemplate, renderUrlTemplate, type TemplateClock } from '#shared/base/templates.ts';
import type { DeliveryRequest } from '#shared/domain/after-run.ts';
import { httpMethods } from '#shared/domain/tool.ts';
import type { WorkflowDocument, WorkflowNode } from '#shared/domain/workflow.ts';

const webhookDataSchema = z.looseObject({
  enabled: z.boolean().nullish(),
  http_method: z.string().toUpperCase().pipe(z.enum(httpMethods)).nullish(),
  endpoint_url: z.string().nullish(),
  credential_uuid: z.string().nullish(),
  custom_headers: z.array(z.looseObject({ key: z.string(), value: z.string() })).nullish(),
  /** JSON with placeholders, or (from older documents) its text. */
  payload_template: z.unknown().optional(),
});

export function enabledWebhooks({ nodes }: WorkflowDocument): WorkflowNode[] {
  return nodes.filter(({ type, data }) => type === 'webhook' && data.enabled !== false);
}

export type MadeRequest = { request: DeliveryRequest; problem: null } | { request: null; problem: string };

/** @param facts what templates see; `payload` what is sent where the node has no template */
export function makeRequest(
  node: WorkflowNode,
  facts: Record<string, unknown>,
  payload: Record<string, unknown>,
  clock: TemplateClock,
): MadeRequest {
  const refuse = (problem: string): MadeRequest => ({ request: null, problem });
  const parsed = webhookDataSchema.safeParse(node.data);
  if (!parsed.success)
    return refuse(`Its settings cannot be read: ${z.prettifyError(parsed.error).replace(/\s+/g, ' ')}`);
  const { http_method, endpoint_url, credential_uuid, custom_headers, payload_template } = parsed.data;
  const address = renderUrlTemplate((endpoint_url ?? '').trim(), facts, clock);
  if (address.url === null) return refuse(address.problem);
  if (!URL.canParse(address.url)) return refuse('Its address is not valid.');
  const url = new URL(address.url);
  if (url.username !== '' || url.password !== '')
    return refuse('Its address holds a login, which belongs into a credential.');
  const headers: [string, string][] = (custom_headers ?? [])
    .filter(({ key }) => key.trim() !== '')
    .map(({ key, value }) => [key.trim(), value]);
  try {
    new Headers(headers);
  } catch {
    return refuse('One of its headers has a name or value that HTTP does not allow.');
  }
  const method = http_method ?? 'POST';
  const request = { method, url: url.href, headers, credential_uuid: credential_uuid ?? null };
  if (method === 'GET' || method === 'DELETE') return { request: { ...request, body: null }, problem: null };
  const template = templateOf(payload_template);
  if (template.problem !== null) return refuse(template.problem);
  const body = template.value === null ? payload : renderJsonTemplate(template.value, facts, clock);
  return { request: { ...request, body: JSON.stringify(body) }, problem: null };
}

/** Null for none: an empty text, an empty object. */
function templateOf(given: unknown): { value: unknown; problem: null } | { value: null; problem: string } {
  if (typeof given === 'string' && given.trim() !== '') {
    try {
      return templateOf(JSON.parse(given));
    } catch {
      return { value: null, problem: 'Its payload is not JSON. Mend it in the webhook node.' };
    }
  }
  const isEmpty =
    given === undefined ||
    given === null ||
    given === '' ||
    (typeof given === 'object' && Object.keys(given).length === 0);
  return { value: isEmpty ? null : given, problem: null };
}
