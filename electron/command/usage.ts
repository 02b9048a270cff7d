/** What the command can do, and errors of its use. */

export const usage = `parley — draw a call, talk to it, replay every run

  parley call WORKFLOW [options]     run a call; WORKFLOW is a file, a sample or template, or the id or name of an agent of the library (its draft)
      --audio FILE.wav               the caller, as a recording; several are utterances, each spoken when the agent is done
      --say "line"                   the caller, in a synthetic voice; may be repeated
      --text "line"                  the same run in text; may be repeated
      --context JSON                 initial context, e.g. '{"first_name":"Maria"}'
      --fast                         as fast as the machine can, on a virtual clock
      --outbound                     the agent has called: it listens first for who answers, if its settings say so
      --provider-time fixed          every provider answers after a set time: two runs are equal to the sample
      --stt, --llm, --tts CHAIN      who listens, thinks and speaks instead of the agent's own: connection/model, several with commas
      --voice ID                     the voice of the first in --tts
      --json                         one event a line (the default where the output is not a terminal)
  parley dial WORKFLOW --to WHOM     the agent calls a telephone number (+E.164) or an address (sip:…); a file is published first, of an
                                     agent the published version calls
      --trunk NAME                   by this trunk of the studio; without it and --proxy a number goes by the first that may, an
                                     address by the trunk of its server or directly
      --proxy HOST:PORT              by this server, over UDP or what ;transport= says, without a trunk, for this call only
      --user NAME                    name for the proxy's password, which is read from PARLEY_SIP_PASSWORD
      --caller-id NUMBER             number that is shown: one of the trunk's, or any with --proxy
      --context JSON, --stt, --llm, --tts, --voice, --note, --overwrite, --json   as for call and publish
  parley answer WORKFLOW [options]   the agent answers calls, several at once, until Ctrl-C; a file is published first
      --listen HOST:PORT             at this address of this machine. Whoever reaches it may call and is answered: 127.0.0.1
                                     is this machine alone, any other address is open to its network. Port 0: any
      --transport udp|tcp|tls        what is listened for (default udp); tls with --cert FILE.pem and --key FILE.pem
      --trunk NAME                   and what comes by this trunk of the studio, which is logged on meanwhile
      --calls N                      until N calls are over
      --stt, --llm, --tts, --voice, --note, --overwrite, --json   as for call and publish; each JSON line has its run_id
  parley validate WORKFLOW           errors, which forbid calling it (exit code 2), and warnings, which forbid nothing (0)
      --json                         each with severity, rule, kind, id, field and message (the default where the output is not a terminal)
  parley publish WORKFLOW [options]  make an agent's draft the version that is dialled; a file becomes the draft of the agent of its name first
      --note TEXT                    what is new in it
      --overwrite                    also when that agent has changes that were never published and the file has not
      --json                         the version, as JSON
  parley export AGENT [options]      the draft of an agent of the library as a file
      --format FORMAT                dograh (JSON, the default), bundle (.parley, with recordings, without secrets) or markdown
      --out FILE                     instead of standard output; its ending says the format too
      --overwrite                    also when that file is there already
  parley import FILE [--json]        an agent of the library from JSON (Parley, Dograh, Pipecat Flows) or a bundle
  parley runs list [--json]          the runs of the library, newest first
  parley runs show ID [--json]       one run, with its transcript
  parley runs export ID DIR          run.json, events.ndjson, transcript.txt, recording.wav, workflow.json
  parley providers list [--json]     the connections that are set up, and what is wrong with them
  parley providers test [NAME]       a small real request for each stage of that connection, or of all; takes --json
  parley trunk list [--json]         the trunks of the studio
  parley trunk test NAME [--call]    walks name service, connection, TLS, log-on, OPTIONS and, with --call, a call to the
                                     trunk's echo number, and says what to change; takes --json
  parley trunk add FILE.json         a trunk from JSON, as trunk list writes it; its password from PARLEY_SIP_PASSWORD;
                                     --overwrite: also when there is one of its id

  Every command takes --data DIR: the data directory (default: the studio's own).
  Keys that are locked with a passphrase are opened with PARLEY_PASSPHRASE.

  Exit code 0: done · 2: the workflow is not valid, or several agents have its name (reasons on standard error) · 3: anything else
`;

/** Exit codes of the command. */
export const exitCodes = { done: 0, invalidWorkflow: 2, failed: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command was called wrongly; the message says how to call it. */
export class UsageError extends Error {}
