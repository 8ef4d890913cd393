import { InputError } from '@natiu/errors';
import { z } from 'zod';

const Env = z.object({
  /** ONNX Runtime threads; a trap usually has four slow cores and other work to do. */
  NATIU_AGENT_THREADS: z.coerce.number().int().min(1).max(64).optional(),
});

export interface AgentEnv {
  readonly threads: number | undefined;
}

/** The only place of this app that reads environment variables. */
export function readEnv(): AgentEnv {
  const parsed = Env.safeParse(process.env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new InputError(`Environment variables are not valid: ${problems.join('; ')}`);
  }
  return { threads: parsed.data.NATIU_AGENT_THREADS };
}
