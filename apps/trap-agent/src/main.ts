import { Command, runCli } from '@natiu/terminal';
import { registerDetectCommand } from './commands/detect.ts';
import { registerRunCommand } from './commands/run.ts';
import { AGENT_VERSION } from './version.ts';

const program = new Command('trap-agent')
  .description('Natiu on the trap: counts mosquitoes by sex and reports them')
  .version(AGENT_VERSION);
registerDetectCommand(program);
registerRunCommand(program);

await runCli(program);
