/** Sentences that a grammar accepts, drawn at random: what can be heard. */

type Node =
  | { kind: 'word'; text: string }
  | { kind: 'rule'; name: string }
  | { kind: 'sequence'; parts: Node[] }
  | { kind: 'choice'; parts: Node[] }
  | { kind: 'optional'; part: Node }
  | { kind: 'repeat'; part: Node };

/** The part of JSGF that the compiler writes. */
function parse(source: string): Node {
  const tokens = source.replace(/\/[\d.]+\//g, ' ').match(/<[^>]+>|[()[\]|+]|[^\s()[\]|+<]+/g) ?? [];
  let at = 0;
  const choice = (): Node => {
    const parts = [sequence()];
    while (tokens[at] === '|') {
      at += 1;
      parts.push(sequence());
    }
    return { kind: 'choice', parts };
  };
  const sequence = (): Node => {
    const parts: Node[] = [];
    for (let token = tokens[at]; token !== undefined && !/^[|)\]]$/.test(token); token = tokens[at]) {
      at += 1;
      let node: Node = { kind: 'word', text: token };
      if (token === '(' || token === '[') {
        const part = choice();
        at += 1;
        node = token === '(' ? part : { kind: 'optional', part };
      } else if (token.startsWith('<')) node = { kind: 'rule', name: token.slice(1, -1) };
      if (tokens[at] === '+') {
        at += 1;
        node = { kind: 'repeat', part: node };
      }
      parts.push(node);
    }
    return { kind: 'sequence', parts };
  };
  return choice();
}

/** `random` gives numbers in [0, 1). */
export function sampleSentence(
  rule: string,
  rules: ReadonlyMap<string, string>,
  random: () => number,
): string {
  const draw = (node: Node): string => {
    switch (node.kind) {
      case 'word':
        return node.text;
      case 'rule':
        return node.name === 'NULL' ? '' : draw(parse(rules.get(node.name) ?? ''));
      case 'sequence':
        return node.parts.map(draw).join(' ');
      case 'choice': {
        const part = node.parts[Math.floor(random() * node.parts.length)];
        return part ? draw(part) : '';
      }
      case 'optional':
        return random() < 0.5 ? draw(node.part) : '';
      case 'repeat': {
        const times = 1 + Math.floor(random() * 4);
        return Array.from({ length: times }, () => draw(node.part)).join(' ');
      }
    }
  };
  return draw({ kind: 'rule', name: rule }).replace(/ +/g, ' ').trim();
}
