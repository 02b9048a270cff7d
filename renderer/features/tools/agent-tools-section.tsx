/** All tools that the agent carries, in the form of the agent. */
import { useState, type ReactElement } from 'react';
import { useDocument, useEditor, useFieldProblem } from '../editor/editor-context.ts';
import inspector from '../editor/inspector.module.css';
import { AddTool } from './add-tool.tsx';
import { AgentTool } from './agent-tools.tsx';
import { putTool, toolsOf } from './tool-copies.ts';
import classes from './tools.module.css';

export function AgentToolsSection(): ReactElement {
  const editor = useEditor();
  const tools = toolsOf(useDocument());
  const problem = useFieldProblem('workflow', null)('tools');
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <section className={inspector['section']} data-field="tools" aria-label="Tools">
      <h3 className={inspector['heading']}>Tools</h3>
      <p className={inspector['note']}>
        {tools.length === 0
          ? 'What the model may do besides talking, such as asking a server. Steps choose among them.'
          : 'Steps choose among these.'}
      </p>
      {tools.map((tool) => (
        <AgentTool
          key={tool.tool_uuid}
          tool={tool}
          isOpen={openId === tool.tool_uuid}
          onOpen={(isOpen) => {
            setOpenId(isOpen ? tool.tool_uuid : null);
          }}
        />
      ))}
      {problem !== undefined && <p className={classes['problem']}>{problem}</p>}
      <div>
        <AddTool
          has={tools}
          onAdd={(tool, isNew) => {
            editor.edit((now) => putTool(now, tool), null);
            if (isNew) setOpenId(tool.tool_uuid);
          }}
        />
      </div>
    </section>
  );
}
