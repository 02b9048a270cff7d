/**
 * Workflow documents that are broken in one known way each, made from good ones. Whoever breaks a thing knows which:
 * the generator itself says where a message has to point, and asks no validator.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { oneOf, type Draw } from './draw.ts';

type Json = Record<string, unknown>;
interface Item extends Json {
  id: string;
  data: Json;
}
/** A good document: what each breaker may rely on. */
export interface Draft extends Json {
  nodes: Item[];
  edges: Item[];
}

/** Where the command must say the fault is: the beginning of a line of its answer. */
export interface Place {
  kind: 'node' | 'edge' | 'workflow';
  id: string | null;
  field: string | null;
}
export interface BrokenDocument {
  bytes: Uint8Array;
  place: Place;
  /** What the message must say besides. */
  says?: RegExp;
}

type Breaker = (draw: Draw) => BrokenDocument;

const root = new URL('../../../', import.meta.url);
const sources = [
  ...['appointment-booking', 'lead-qualification', 'order-status', 'survey'].map(
    (name) => `resources/workflows/${name}.json`,
  ),
  ...['clean', 'sample_branching_workflow'].map((name) => `shared/graph/fixtures/${name}.json`),
].map((path) => readFileSync(new URL(path, root), 'utf8'));

export function goodDocument(draw: Draw): Draft {
  return JSON.parse(oneOf(draw, sources)) as Draft;
}

/** Stands for what `JSON.stringify` cannot write. */
const infinite = '@1e999@';
const prototypeKey = '@__proto__@';

function textOf(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent)
    .replaceAll(`"${infinite}"`, '1e999')
    .replaceAll(prototypeKey, '__proto__');
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const wholeFile: Place = { kind: 'workflow', id: null, field: null };
const ofWorkflow = (field: string): Place => ({ kind: 'workflow', id: null, field });
const ofNode = (node: Item, field: string | null): Place => ({ kind: 'node', id: node.id, field });
const ofEdge = (edge: Item, field: string | null): Place => ({ kind: 'edge', id: edge.id, field });

/** A breaker of the document's text or bytes. */
function inText(breakIt: (text: string, draw: Draw) => string | Uint8Array, says?: RegExp): Breaker {
  return (draw) => {
    const broken = breakIt(textOf(goodDocument(draw), oneOf(draw, [0, 2])), draw);
    const bytes = typeof broken === 'string' ? utf8(broken) : broken;
    return { bytes, place: wholeFile, ...(says ? { says } : {}) };
  };
}

/** A breaker of what the document says; written in any of the ways in which a document may be written. */
function inContent(breakIt: (draft: Draft, draw: Draw) => Place, says?: RegExp): Breaker {
  return (draw) => {
    const draft = goodDocument(draw);
    const place = breakIt(draft, draw);
    const isWrapped = oneOf(draw, [true, false]);
    const text = textOf(
      isWrapped ? { name: 'Export', workflow_definition: draft } : draft,
      oneOf(draw, [0, 2]),
    );
    const ends = oneOf(draw, [false, true]) ? text.replaceAll('\n', '\r\n') : text;
    const bytes = utf8(oneOf(draw, ['', '\uFEFF']) + ends);
    return { bytes, place, ...(says ? { says } : {}) };
  };
}

function spoken(draft: Draft): Item[] {
  return draft.nodes.filter(({ type }) => ['startCall', 'agentNode', 'endCall'].includes(String(type)));
}
function ofType(draft: Draft, type: string): Item {
  const node = draft.nodes.find((other) => other['type'] === type);
  if (!node) throw new Error(`the good document has no ${type}`);
  return node;
}
function newNode(id: string, type: string): Item {
  return { id, type, position: { x: 0, y: 0 }, data: { name: id, prompt: 'Speak.' } };
}
function newEdge(id: string, source: string, target: string): Item {
  return { id, source, target, data: { label: `label of ${id}`, condition: 'Always.' } };
}
/** Sets one of the wrong values of one of the fields. Answers the field. */
function setWrong(draw: Draw, data: Json, wrong: Record<string, unknown[]>): string {
  const field = oneOf(draw, Object.keys(wrong));
  data[field] = oneOf(draw, wrong[field] ?? []);
  return field;
}

const noText = [7, true, {}, ['a']];
const noFlag = ['yes', 1, {}, []];
const noObject = [null, 7, 'text', true, []];
const badTemplates = [
  '{{',
  'Dear {{ name',
  'Dear {{name}',
  '{{}}',
  '{{ a b }}',
  '{{current_time_Mars/Base}}',
];
const megabyte = 'x'.repeat(1_000_000);

export const brokenDocuments: Record<string, Breaker> = {
  // ── the file ──────────────────────────────────────────────────────────────────────────────────────────────
  'an empty file': inText((_text, draw) => oneOf(draw, ['', ' ', '\n\n\t', '\uFEFF']), /empty/),
  'a text cut short': inText((text, draw) => {
    const { length } = text.trimEnd();
    return text.slice(0, draw(fc.integer, { min: 1, max: length - 1 }));
  }, /line \d+, column \d+/),
  'prose, or another notation': inText(
    (_text, draw) =>
      oneOf(draw, ['Hello!', '<workflow/>', 'nodes:\n  - id: a', "{'nodes': []}", 'undefined']),
    /line 1, column \d+/,
  ),
  'a comma too many': inText((text) => text.replace(/\}$/, ',}'), /line \d+, column \d+/),
  'a comma too few': inText((text) => text.replace(/,/, ' '), /line \d+, column \d+/),
  'a comment': inText(
    (text, draw) => text.replace(':', oneOf(draw, [': // first\n', ': /* first */'])),
    /line/,
  ),
  'two documents after each other': inText((text) => `${text}\n${text}`, /more text after the end/),
  'numbers that JSON does not know': inText(
    (text, draw) =>
      text.replace(/:/, `: ${oneOf(draw, ['NaN', '-Infinity', '+1', '.5', '0x10', '01'])}, "x":`),
    /line \d+, column \d+/,
  ),
  'a line break inside a string': inText((text) => text.replace(/"id"/, '"i\nd"'), /string is broken/),
  'bytes that are no text': inText((_text, draw) =>
    Uint8Array.of(oneOf(draw, [0xff, 0x89, 0xc0]), ...draw(fc.uint8Array, { minLength: 1, maxLength: 300 })),
  ),
  'text that is not UTF-8': inText((text, draw) => {
    const bytes = utf8(text);
    const at = draw(fc.nat, bytes.length);
    return Uint8Array.of(...bytes.subarray(0, at), oneOf(draw, [0x80, 0xbf, 0xff]), ...bytes.subarray(at));
  }, /UTF-8/),
  'text in UTF-16': inText((text, draw) => {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    return oneOf(draw, [true, false]) ? bytes : bytes.swap16();
  }, /UTF-16/),
  'lists within lists without end': inText((text, draw) => {
    const depth = oneOf(draw, [600, 5000, 200_000]);
    return text.replace('{', `{"deep": ${'['.repeat(depth)}${']'.repeat(depth)},`);
  }, /nested/),
  'a value that is no document': inText(
    (_text, draw) => oneOf(draw, ['null', '7', '"text"', 'true', '[]', '[{"nodes":[],"edges":[]}]']),
    /must be an object/,
  ),
  'a document hidden in a prototype': (draw) => ({
    bytes: utf8(textOf({ [prototypeKey]: goodDocument(draw) })),
    place: ofWorkflow('nodes'),
  }),

  // ── the whole ─────────────────────────────────────────────────────────────────────────────────────────────
  'no list of nodes or edges': inContent((draft, draw) => {
    const list = oneOf(draw, ['nodes', 'edges']);
    const replacement = oneOf(draw, [undefined, null, 7, 'text', {}]);
    (draft as Json)[list] = replacement;
    return ofWorkflow(list);
  }),
  'a name that is no text': inContent((draft, draw) => {
    draft['name'] = oneOf(draw, noText);
    return ofWorkflow('name');
  }),
  'a viewport that is none': inContent((draft, draw) => {
    draft['viewport'] = oneOf(draw, [
      7,
      'text',
      [],
      {},
      { x: 0, y: '0', zoom: 1 },
      { x: 0, y: 0, zoom: infinite },
    ]);
    return ofWorkflow('viewport');
  }),
  'configurations that are none': inContent((draft, draw) => {
    draft['workflow_configurations'] = oneOf(draw, [7, 'text', []]);
    return ofWorkflow('workflow_configurations');
  }),
  'a configuration out of bounds': inContent((draft, draw) => {
    const configurations: Json = {};
    draft['workflow_configurations'] = configurations;
    return ofWorkflow(
      setWrong(draw, configurations, {
        max_call_duration: [0, -5, 1201, infinite, '300'],
        max_user_idle_timeout: [0, 121, true],
        tts_voice: noText,
        idle_prompt: [...noText, ...badTemplates],
        error_apology: [...noText, ...badTemplates],
      }),
    );
  }),
  'no start': inContent((draft) => {
    ofType(draft, 'startCall')['type'] = 'agentNode';
    return ofWorkflow('nodes');
  }, /no start node/),
  'a thousand nodes that are nothing': inContent((draft) => {
    draft.nodes.push(...Array.from({ length: 1000 }, () => null as unknown as Item));
    return { kind: 'node', id: null, field: null };
  }, /and 980 more/),

  // ── a node ────────────────────────────────────────────────────────────────────────────────────────────────
  'a node that is no object': inContent((draft, draw) => {
    const at = draw(fc.nat, draft.nodes.length - 1);
    draft.nodes[at] = oneOf<unknown>(draw, noObject) as Item;
    return { kind: 'node', id: null, field: null };
  }, /in the list must be an object/),
  'a node without an id': inContent((draft, draw) => {
    (oneOf(draw, draft.nodes) as Json)['id'] = oneOf(draw, [undefined, null, 7, '', {}]);
    return { kind: 'node', id: null, field: 'id' };
  }, /node \d+ in the list/i),
  'a node of no known type': inContent((draft, draw) => {
    const node = oneOf(draw, draft.nodes);
    node['type'] = oneOf(draw, [undefined, null, 7, '', 'robot', 'startcall', '__proto__', megabyte]);
    return ofNode(node, 'type');
  }, /must be one of/),
  'a node that is nowhere': inContent((draft, draw) => {
    const node = oneOf(draw, draft.nodes);
    node['position'] = oneOf(draw, [
      undefined,
      null,
      7,
      [],
      {},
      { x: 0 },
      { x: '0', y: 0 },
      { x: 0, y: infinite },
    ]);
    return ofNode(node, 'position');
  }),
  'a node without data': inContent((draft, draw) => {
    const node = oneOf(draw, draft.nodes);
    (node as Json)['data'] = oneOf(draw, [undefined, ...noObject]);
    return ofNode(node, 'data');
  }),
  'a field of a node with a value of another type': inContent((draft, draw) => {
    const node = oneOf(draw, draft.nodes);
    const field = setWrong(draw, node.data, {
      name: noText,
      prompt: noText,
      greeting: noText,
      greeting_type: ['song', 7],
      allow_interrupt: noFlag,
      add_global_prompt: noFlag,
      delayed_start: noFlag,
      delayed_start_duration: ['2', true, infinite],
      extraction_enabled: noFlag,
      extraction_prompt: noText,
      call_disposition: noText,
    });
    return ofNode(node, field);
  }),
  'a variable that is none': inContent((draft, draw) => {
    const node = oneOf(draw, spoken(draft));
    // What a node does not extract is not looked at.
    node.data['extraction_enabled'] = true;
    node.data['extraction_variables'] = oneOf<unknown>(draw, [
      'day',
      { name: 'day' },
      [7],
      [{ type: 'string' }],
      [{ name: 7 }],
      [{ name: ' ' }],
      [{ name: 'day', type: 'date' }],
      [{ name: 'day', options: 'Monday' }],
      [{ name: 'day', options: [1] }],
      [{ name: 'day', prompt: 'Which {{day' }],
    ]);
    return ofNode(node, 'extraction_variables');
  }),
  'a node without a name or a prompt': inContent((draft, draw) => {
    const node = oneOf(draw, spoken(draft));
    const field = oneOf(draw, ['name', 'prompt']);
    node.data[field] = oneOf(draw, [undefined, null, '', ' \n']);
    return ofNode(node, field);
  }),
  'a prompt that only a prototype has': inContent((draft, draw) => {
    const node = oneOf(draw, spoken(draft));
    node.data = { name: 'Ask', [prototypeKey]: { prompt: 'Speak.' } };
    return ofNode(node, 'prompt');
  }),
  'a template that is not complete': inContent((draft, draw) => {
    const field = oneOf(draw, ['prompt', 'greeting', 'extraction_prompt']);
    const node = field === 'greeting' ? ofType(draft, 'startCall') : oneOf(draw, spoken(draft));
    node.data['extraction_enabled'] = true;
    node.data[field] = oneOf(draw, [...badTemplates, '{{ '.repeat(100_000)]);
    return ofNode(node, field);
  }),
  'a delay out of bounds': inContent((draft, draw) => {
    const node = ofType(draft, 'startCall');
    Object.assign(node.data, {
      delayed_start: true,
      delayed_start_duration: oneOf(draw, [-1, 0, 0.09, 10.1, 1e9]),
    });
    return ofNode(node, 'delayed_start_duration');
  }),
  'one id for two nodes': inContent((draft, draw) => {
    const node = oneOf(draw, draft.nodes);
    draft.nodes.push(structuredClone(node));
    return ofNode(node, 'id');
  }, /Two nodes have the id/),
  'one node of its kind too many': inContent((draft, draw) => {
    const type = oneOf(draw, ['startCall', 'globalNode', 'trigger']);
    const [first, second] = [newNode('first-more', type), newNode('second-more', type)];
    draft.nodes.push(first, second);
    return ofNode(second, null);
  }, /too many/),
  'a node that nothing leads to': inContent((draft, draw) => {
    const node = newNode('lonely', oneOf(draw, ['agentNode', 'endCall']));
    draft.nodes.splice(draw(fc.nat, draft.nodes.length), 0, node);
    return ofNode(node, null);
  }, /Nothing leads into/),
  'an id as long as a book': inContent((draft) => {
    draft.nodes.push(newNode(megabyte, 'agentNode'));
    return { kind: 'node', id: `${megabyte.slice(0, 59)}…`, field: null };
  }),
  'a name that would steer a terminal': inContent((draft, draw) => {
    const node = oneOf(draw, draft.nodes);
    const rogue = oneOf(draw, ['\u001b[2J\u001b[H', '\u009b31m', '\r\n\u0000', '\u202e', '\u001b]0;x\u0007']);
    node.data['name'] = `Ask${rogue}the day`;
    node['type'] = `robot${rogue}`;
    return ofNode(node, 'type');
  }),

  // ── an edge ───────────────────────────────────────────────────────────────────────────────────────────────
  'an edge that is no object': inContent((draft, draw) => {
    draft.edges[draw(fc.nat, draft.edges.length - 1)] = oneOf<unknown>(draw, noObject) as Item;
    return { kind: 'edge', id: null, field: null };
  }, /in the list must be an object/),
  'an edge without an id': inContent((draft, draw) => {
    (oneOf(draw, draft.edges) as Json)['id'] = oneOf(draw, [undefined, null, 7, '']);
    return { kind: 'edge', id: null, field: 'id' };
  }, /edge \d+ in the list/i),
  'an edge without an end': inContent((draft, draw) => {
    const edge = oneOf(draw, draft.edges);
    const end = oneOf(draw, ['source', 'target']);
    edge[end] = oneOf(draw, [undefined, null, 7, {}]);
    return ofEdge(edge, end);
  }),
  'an edge to or from nowhere': inContent((draft, draw) => {
    const edge = oneOf(draw, draft.edges);
    const end = oneOf(draw, ['source', 'target']);
    edge[end] = oneOf(draw, ['', 'nowhere', '__proto__', 'constructor', 'toString', megabyte]);
    return ofEdge(edge, end);
  }, /is not a node/),
  'an end that only a prototype has': inContent((draft, draw) => {
    const edge = oneOf(draw, draft.edges);
    edge[prototypeKey] = { target: edge['target'] };
    edge['target'] = undefined;
    return ofEdge(edge, 'target');
  }),
  'an edge without data': inContent((draft, draw) => {
    const edge = oneOf(draw, draft.edges);
    (edge as Json)['data'] = oneOf(draw, [undefined, ...noObject]);
    return ofEdge(edge, 'data');
  }),
  'a field of an edge with a value of another type': inContent((draft, draw) => {
    const edge = oneOf(draw, draft.edges);
    const field = setWrong(draw, edge.data, {
      label: noText,
      condition: noText,
      transition_speech: [...noText, ...badTemplates],
      transition_speech_type: ['song', 7],
      caller_examples: ['yes', [1], {}, true],
    });
    return ofEdge(edge, field);
  }),
  'an edge without a label or a condition': inContent((draft, draw) => {
    const edge = oneOf(draw, draft.edges);
    const field = oneOf(draw, ['label', 'condition']);
    edge.data[field] = oneOf(draw, [undefined, null, '', ' \t']);
    return ofEdge(edge, field);
  }),
  'a label that no function can be called by': inContent((draft, draw) => {
    const edge = oneOf(draw, draft.edges);
    edge.data['label'] = oneOf(draw, ['?!', '予約', '—', '?'.repeat(1_000_000)]);
    return ofEdge(edge, 'label');
  }),
  'two edges with one name': inContent((draft, draw) => {
    const edge = oneOf(draw, draft.edges);
    const twin = { ...structuredClone(edge), id: 'twin' };
    draft.edges.push(twin);
    return ofEdge(twin, 'label');
  }, /both called/),
  'one id for two edges': inContent((draft, draw) => {
    const edge = oneOf(draw, draft.edges);
    draft.edges.push(structuredClone(edge));
    return ofEdge(edge, 'id');
  }, /Two edges have the id/),
  'a cycle through the start': inContent((draft, draw) => {
    const start = ofType(draft, 'startCall');
    const edge = newEdge('back', oneOf(draw, [start, ofType(draft, 'agentNode')]).id, start.id);
    draft.edges.push(edge);
    return ofEdge(edge, 'target');
  }, /nothing may lead into a start node/),
  'a cycle through the end': inContent((draft, draw) => {
    const end = ofType(draft, 'endCall');
    const edge = newEdge('on', end.id, oneOf(draw, [end, ofType(draft, 'agentNode')]).id);
    draft.edges.push(edge);
    return ofEdge(edge, 'source');
  }, /nothing may leave an? end node/),
};

/** Documents that look odd and are good: the other side of the border. */
export const oddDocuments: Record<string, (draft: Draft) => string> = {
  'as the samples are written': (draft) => textOf(draft, 2),
  'with a byte order mark and the line ends of Windows': (draft) =>
    `\uFEFF${textOf(draft, 2).replaceAll('\n', '\r\n')}\r\n`,
  'wrapped as a download': (draft) => textOf({ name: 'Export', workflow_definition: draft }),
  'with keys that nobody knows': (draft) => {
    for (const item of [draft, ...draft.nodes, ...draft.edges])
      Object.assign(item, {
        [prototypeKey]: { id: 'evil' },
        constructor: 7,
        toString: null,
        measured: { width: 1 },
      });
    return textOf(draft);
  },
  'with one key twice': (draft) => textOf(draft).replace('{"', '{"nodes":7,"'),
  'with nulls where nothing is set': (draft) => {
    for (const { data } of draft.nodes) Object.assign(data, { greeting_type: null, call_disposition: null });
    return textOf({ ...draft, viewport: null, workflow_configurations: null });
  },
  'with agents in a circle': (draft) => {
    const agent = ofType(draft, 'agentNode');
    draft.edges.push(
      newEdge('again', agent.id, agent.id),
      newEdge('other', agent.id, ofType(draft, 'endCall').id),
    );
    return textOf(draft);
  },
  'with a prompt as long as a book': (draft) => {
    for (const { data } of draft.nodes) data['prompt'] = `Speak. ${'Be kind. '.repeat(50_000)}`;
    return textOf(draft);
  },
  'with names that would steer a terminal': (draft) => {
    for (const { data } of draft.nodes)
      data['name'] = `Ask\u001b[2J\u0000\u202e\ud83d${String(data['name'])}`;
    return textOf(draft);
  },
  'nested as deep as is read': (draft) =>
    textOf(draft).replace('{', `{"deep":${'['.repeat(498)}${']'.repeat(498)},`),
};
