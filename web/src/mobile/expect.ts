import type { Act, Procedure, Task } from '@/api/types';
import type { Outgoing } from './outbox';

export interface Expected {
  stage: string;
  stageTitle: { zh: string; en: string };
  acts: Act[];
  closed: boolean;
}

/**
 * Where a task stands once everything that waits has been sent, and what can be done then. Without a procedure at hand
 * only the server's own word counts, and nothing is offered while something waits.
 */
export function expected(task: Task, waiting: Outgoing[], procedure: Procedure | undefined): Expected {
  const acts = waiting.filter((o) => o.task === task.id && o.act && o.state !== 'refused');
  const now: Expected = { stage: task.stage, stageTitle: task.stage_title, acts: task.acts.filter((a) => a.allowed), closed: task.closed };
  if (acts.length === 0) return now;
  if (!procedure) return { ...now, acts: [] };
  const stage = acts.reduce((s, o) => o.to || s, task.stage);
  const known = procedure.stages.find((s) => s.name === stage);
  return {
    stage,
    stageTitle: known?.title ?? task.stage_title,
    closed: known?.final ?? false,
    acts: procedure.acts
      .filter((a) => a.who.assignee && a.from.includes(stage))
      .map((a) => ({ act: a.name, title: a.title, to: a.to, tone: a.tone, allowed: true, basis: a.basis, form: a.form })),
  };
}
