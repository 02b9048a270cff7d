import { toolSecretsOf } from '../secrets/tool-secrets.ts';
import { tryTool } from '../tools-library/try-tool.ts';
import { machineTimeZone } from '#shared/base/time-zones.ts';
import type { NamespaceHandlers } from './handler.ts';

/** Tries that are under way, by the page's id for them. */
const tries = new Map<string, AbortController>();

export const toolsHandlers: NamespaceHandlers<'tools'> = {
  'tools.list': async (_input, { studio }) => {
    const [masters, usage] = await Promise.all([studio.tools.list(), studio.agentsUsage.now()]);
    return masters.map((master) => ({ ...master, used_in: usage.tool(master.tool.tool_uuid) }));
  },
  'tools.save': async ({ tool, expected_updated_at: expected }, { studio }) => {
    const master = await studio.tools.save(tool, expected ?? null);
    return { ...master, used_in: (await studio.agentsUsage.now()).tool(master.tool.tool_uuid) };
  },
  'tools.delete': async ({ id }, { studio }) => {
    await studio.tools.delete(id);
    return undefined;
  },
  'tools.restore': async ({ id }, { studio }) => {
    const master = await studio.tools.restore(id);
    return { ...master, used_in: (await studio.agentsUsage.now()).tool(id) };
  },
  'tools.try': async ({ try_id: id, tool, values, context, gathered }, { studio, settings }) => {
    const controller = new AbortController();
    tries.get(id)?.abort();
    tries.set(id, controller);
    try {
      const { time_zone: zone } = await settings.get();
      return await tryTool({
        tool,
        values,
        context,
        gathered,
        secrets: toolSecretsOf(studio.secrets),
        timeZone: zone === '' ? machineTimeZone() : zone,
        now: () => new Date(),
        signal: controller.signal,
      });
    } finally {
      if (tries.get(id) === controller) tries.delete(id);
    }
  },
  'tools.stop-try': ({ try_id: id }) => {
    tries.get(id)?.abort();
    return undefined;
  },
};

export const credentialsHandlers: NamespaceHandlers<'credentials'> = {
  'credentials.list': async (_input, { studio }) => {
    const [kept, usage] = await Promise.all([studio.credentials.list(), studio.agentsUsage.now()]);
    return kept.map((each) => ({ ...each, used_in: usage.credential(each.credential_uuid) }));
  },
  'credentials.set': async (input, { studio }) => {
    const kept = await studio.credentials.set(input);
    return { ...kept, used_in: (await studio.agentsUsage.now()).credential(kept.credential_uuid) };
  },
  'credentials.delete': async ({ credential_uuid: id }, { studio }) => {
    await studio.credentials.delete(id);
    return undefined;
  },
};
