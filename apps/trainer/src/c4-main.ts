import { Command, runCli } from '@natiu/terminal';
import { registerRenderCommand } from './commands/render.ts';
const program = new Command('trainer');
registerRenderCommand(program);
await runCli(program);
