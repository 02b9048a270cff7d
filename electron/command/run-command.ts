/** The `parley` command, as a function of its arguments: what it prints goes to `io`, what it answers is the exit code. */
import { StudioError, toStudioError } from '#engine/base/errors.ts';
import { shorten } from '#shared/base/shorten.ts';
import { afterCall, takeUpAfterRuns } from './after-call.ts';
import { exportAgent, exportFormat, importAgent, importedText } from './agent-files.ts';
import { answerCommand } from './answer.ts';
import { parse, type Values } from './arguments.ts';
import { call, parseContext, parseProviderTime, prepareCaller, type CallArguments } from './call.ts';
import { dataDirOf, logger, withLibrary, type CommandIo } from './command-io.ts';
import { dialCommand } from './dial.ts';
import { jsonOutput, textOutput } from './output.ts';
import { plainLine, plainText } from './plain-text.ts';
import { allWell, listProviders, openProviders, parseChains, testProviders, testText } from './providers.ts';
import { publish, publishedText } from './publish.ts';
import { exportOneRun, listRuns, showRun } from './runs.ts';
import { trunkCommand } from './trunk.ts';
import { asError, findingsIn, findingsOutput } from './validate.ts';
import { exitCodes, usage, UsageError, type ExitCode } from './usage.ts';
import {
  AmbiguousName,
  callable,
  documentInLibrary,
  documentOnDisk,
  InvalidWorkflow,
  notFound,
  type NamedDocument,
} from './workflow-source.ts';

async function callCommand(name: string, values: Values, io: CommandIo): Promise<ExitCode> {
  const args: CallArguments = {
    audio: values.audio ?? [],
    say: values.say ?? [],
    text: values.text ?? [],
    context: values.context,
    fast: values.fast,
    outbound: values.outbound,
    providerTime: values['provider-time'],
    chains: parseChains(values),
  };
  // Everything that can be wrong with what was given is found before the library is touched.
  parseContext(args.context);
  parseProviderTime(args.providerTime);
  const onDisk = await documentOnDisk(name);
  const fromDisk = onDisk && callable(onDisk);
  const caller = await prepareCaller(args);
  const providers = openProviders(dataDirOf(values), logger);
  const run = await withLibrary(values, async (library) => {
    const found = fromDisk ? null : await documentInLibrary(library, name);
    const workflow = fromDisk ?? (found && callable(found));
    if (!workflow) throw notFound(name);
    const asJson = values.json || !io.isTerminal;
    const output = asJson ? jsonOutput(io.print) : textOutput(io.print);
    const { interrupted, complain } = io;
    const { document } = workflow;
    const afterRuns = takeUpAfterRuns(library, providers, logger);
    try {
      return await call(caller, args, {
        library,
        workflow,
        output,
        logger,
        providers,
        interrupted,
        afterCall: (ended) => afterCall(ended, { library, document, output, complain, interrupted }),
      });
    } finally {
      await afterRuns.dispose();
    }
  }).finally(() => providers.providers.close());
  if (run.status === 'completed') return exitCodes.done;
  const outcome = run.gathered_context.call_disposition ?? 'unknown';
  io.complain(
    plainLine(`The call did not go well (${outcome}). \`parley runs show ${run.id}\` tells what happened.`) +
      '\n',
  );
  return exitCodes.failed;
}

async function validateCommand(name: string, values: Values, io: CommandIo): Promise<ExitCode> {
  const isJson = values.json || !io.isTerminal;
  let found: NamedDocument | null;
  try {
    found =
      (await documentOnDisk(name)) ??
      (await withLibrary(values, (library) => documentInLibrary(library, name)));
  } catch (error) {
    if (!(error instanceof InvalidWorkflow)) throw error;
    io.print(findingsOutput(error.problems.map(asError), isJson));
    return exitCodes.invalidWorkflow;
  }
  if (!found) throw notFound(name);
  const findings = findingsIn(found.value);
  io.print(findingsOutput(findings, isJson));
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.invalidWorkflow : exitCodes.done;
}

async function publishCommand(name: string, values: Values, io: CommandIo): Promise<ExitCode> {
  const onDisk = await documentOnDisk(name);
  // A sample's name means the agent that was made of it.
  const file = onDisk?.id.startsWith('file-') === true ? callable(onDisk) : null;
  const published = await withLibrary(values, (library) =>
    publish(library, name, file, { note: values.note ?? '', overwrite: values.overwrite }),
  );
  io.print(values.json ? `${JSON.stringify(published)}\n` : plainText(publishedText(published)));
  return exitCodes.done;
}

async function exportCommand(name: string, values: Values, io: CommandIo): Promise<ExitCode> {
  const options = { format: values.format, out: values.out, overwrite: values.overwrite };
  exportFormat(options);
  const dataDir = dataDirOf(values);
  const { text, leftOut } = await withLibrary(values, (library) =>
    exportAgent(name, options, { library, dataDir, logger }),
  );
  io.print(text);
  for (const place of leftOut) io.complain(`${plainLine(`left out: ${place}`)}\n`);
  return exitCodes.done;
}

async function importCommand(path: string, values: Values, io: CommandIo): Promise<ExitCode> {
  const dataDir = dataDirOf(values);
  try {
    const imported = await withLibrary(values, (library) => importAgent(path, { library, dataDir, logger }));
    io.print(values.json ? `${JSON.stringify(imported)}\n` : importedText(imported));
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'workflow-invalid') throw error;
    io.complain(`${plainText(error.message)}\n`);
    return exitCodes.invalidWorkflow;
  }
}

async function runsCommand(words: string[], values: Values, io: CommandIo): Promise<ExitCode> {
  const [verb, id, folder] = words;
  const text = await withLibrary(values, (library) => {
    if (verb === 'list' || verb === undefined) return listRuns(library, values.json);
    if (id === undefined)
      throw new UsageError(`runs ${verb} needs the id of a run; \`parley runs list\` shows them.`);
    if (verb === 'show') return showRun(library, id, values.json);
    if (verb === 'export') return exportOneRun(library, id, folder);
    throw new UsageError(`There is no command “runs ${verb}”.`);
  });
  io.print(text);
  return exitCodes.done;
}

async function providersCommand(words: string[], values: Values, io: CommandIo): Promise<ExitCode> {
  const [verb, name] = words;
  const { providers } = openProviders(dataDirOf(values), logger);
  try {
    switch (verb) {
      case undefined:
      case 'list':
        io.print(plainText(await listProviders(providers, values.json)));
        return exitCodes.done;
      case 'test': {
        const tested = await testProviders(providers, name, io.interrupted);
        io.print(plainText(values.json ? `${JSON.stringify(tested)}\n` : testText(tested)));
        return allWell(tested) ? exitCodes.done : exitCodes.failed;
      }
      default:
        throw new UsageError(`There is no command “providers ${verb}”.`);
    }
  } finally {
    await providers.close();
  }
}

async function dispatch(argv: string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parse(argv);
  const [command, ...words] = positionals;
  const [first] = words;
  if (values.help || command === 'help') {
    io.print(usage);
    return exitCodes.done;
  }
  switch (command) {
    case 'call':
      if (first === undefined)
        throw new UsageError('call needs a workflow: a file, or the name of an agent.');
      return callCommand(first, values, io);
    case 'validate':
      if (first === undefined)
        throw new UsageError('validate needs a workflow: a file, or the name of an agent.');
      return validateCommand(first, values, io);
    case 'publish':
      if (first === undefined)
        throw new UsageError('publish needs a workflow: a file, or the name of an agent.');
      return publishCommand(first, values, io);
    case 'export':
      if (first === undefined) throw new UsageError('export needs an agent: its id or name.');
      return exportCommand(first, values, io);
    case 'import':
      if (first === undefined) throw new UsageError('import needs a file: JSON or an agent bundle.');
      return importCommand(first, values, io);
    case 'dial':
      if (first === undefined)
        throw new UsageError('dial needs a workflow: a file, or the name of an agent.');
      return dialCommand(first, values, io);
    case 'answer':
      if (first === undefined)
        throw new UsageError('answer needs a workflow: a file, or the name of an agent.');
      return answerCommand(first, values, io);
    case 'runs':
      return runsCommand(words, values, io);
    case 'trunk':
    case 'trunks':
      return trunkCommand(words, values, io);
    case 'providers':
      return providersCommand(words, values, io);
    default:
      throw new UsageError(command === undefined ? 'Say what to do.' : `There is no command “${command}”.`);
  }
}

/** So many reasons help to mend a document; more would hide the first. */
const reasonsShown = 20;

/** The file, then a line for each reason: `node ask-day prompt: …`. */
function invalidWorkflowText({ message, problems }: InvalidWorkflow): string {
  const lines = problems.slice(0, reasonsShown).map(({ kind, id, field, message: reason }) => {
    const place = [kind, id === null ? null : shorten(id), field].filter((part) => part !== null).join(' ');
    return plainLine(`  ${place}: ${reason}`);
  });
  const more = problems.length - lines.length;
  if (more > 0) lines.push(`  … and ${String(more)} more; \`parley validate\` lists all.`);
  return `${[plainLine(message), ...lines].join('\n')}\n`;
}

/** Never throws: whatever goes wrong is said and becomes an exit code. */
export async function runCommand(argv: string[], io: CommandIo): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (error instanceof InvalidWorkflow) {
      io.complain(invalidWorkflowText(error));
      return exitCodes.invalidWorkflow;
    }
    if (error instanceof AmbiguousName) {
      io.complain(`${plainText(error.message)}\n`);
      return exitCodes.invalidWorkflow;
    }
    io.complain(
      error instanceof UsageError
        ? `${plainText(error.message)}\n\n${usage}`
        : `${plainText(toStudioError(error).message)}\n`,
    );
    return exitCodes.failed;
  }
}
