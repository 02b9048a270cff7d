/** The agents that a new one can begin as: every document of `resources/workflows`. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Logger } from '#engine/base/logger.ts';
import type { AgentTemplate } from '#shared/bridge/exchange.ts';
import { parseWorkflow } from '#shared/graph/validate.ts';

/** The samples, which every library begins with, and those in `templates`, which only the gallery shows. */
export async function readTemplates(folder: string, logger: Logger): Promise<AgentTemplate[]> {
  const paths = [...(await jsonFiles(folder)), ...(await jsonFiles(join(folder, 'templates')))];
  const templates: AgentTemplate[] = [];
  for (const path of paths) {
    const name = basename(path);
    const { document } = parseWorkflow(JSON.parse(await readFile(path, 'utf8')));
    if (!document) {
      logger.log('error', 'a template cannot be read', { file: name });
      continue;
    }
    const { purpose = '', ...rest } = document;
    const stem = name.replace(/\.json$/, '');
    templates.push({
      id: stem,
      name: document.name ?? stem,
      purpose,
      document: rest,
    });
  }
  return templates;
}

const jsonFiles = async (folder: string): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
