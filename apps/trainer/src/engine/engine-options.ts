import { Option } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { DEVICE_NAMES, ENGINE_NAMES } from './candidates.ts';
import type { EngineName, EngineRequest } from './candidates.ts';

/** Adds `--engine` and `--device` to a command; their values form an `EngineRequest`. */
export function addEngineOptions(
  command: Command,
  defaults: Required<Pick<EngineRequest, 'engine'>> & EngineRequest,
): Command {
  const device = new Option('--device <name>', 'where it computes; gpu is whichever kind works').choices(
    DEVICE_NAMES,
  );
  return command
    .addOption(
      new Option('--engine <name>', 'what computes; auto takes the fastest that works and says which')
        .choices(ENGINE_NAMES)
        .default(defaults.engine satisfies EngineName),
    )
    .addOption(defaults.device ? device.default(defaults.device) : device);
}
