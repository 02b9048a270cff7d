/** One call over the bridge, from its name and raw input to its envelope. Never throws. */
import type { z } from 'zod';
import { methods } from '#shared/bridge/contract.ts';
import type { MethodName } from '#shared/bridge/contract.ts';
import type { WireReply } from '#shared/bridge/wire.ts';
import type { HandlerContext } from './ports.ts';
import { handlers } from './registry.ts';
import { toWireError } from './wire-error.ts';

export type Dispatch = (method: string, input: unknown) => Promise<WireReply<unknown>>;

export function createDispatch(context: HandlerContext): Dispatch {
  return async (method, input) => {
    if (!isMethod(method))
      return refusal(
        'unsupported',
        `Parley has no method “${method.slice(0, 100)}”. The page and the studio may be of different versions: reload the page.`,
      );
    // A JSON document cannot carry undefined: absent and null both mean “no input”.
    const parsed = methods[method].input.safeParse(input ?? undefined);
    if (!parsed.success) return refusal('input-invalid', describeIssues(method, parsed.error));
    try {
      // The registry's type ties each name to its input; a union of names cannot express that here.
      const handler = handlers[method];
      return { ok: true, value: await handler(parsed.data as never, context) };
    } catch (thrown) {
      return { ok: false, error: toWireError(thrown, method, context.logger) };
    }
  };
}

function isMethod(method: string): method is MethodName {
  return Object.hasOwn(methods, method);
}

function refusal(code: 'unsupported' | 'input-invalid', message: string): WireReply<never> {
  return { ok: false, error: { code, message, retryable: false } };
}

const ISSUES_NAMED = 3;

/** `runs.list: limit: Too big: expected number to be <=500`, at most three, the rest counted. */
function describeIssues(method: string, error: z.ZodError): string {
  const named = error.issues.slice(0, ISSUES_NAMED).map((issue) => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  const rest = error.issues.length - named.length;
  return `${method}: ${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}
