import { Option } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { DEVICE_NAMES, ENGINE_NAMES } from './candidates.ts';
import type { EngineName, EngineRequest } from './candidates.ts';

/** Adds `--engine` and `--device` to a command; their values form an `EngineRequest`. */
export function addEngineOptions(command: Command, engine: EngineName): Command {
  return command
    .addOption(
      new Option('--engine <name>', 'what computes; auto takes the fastest that works and says which')
        .choices(ENGINE_NAMES)
        .default(engine),
    )
    .addOption(
      new Option('--device <name>', 'where it computes; gpu is whichever kind works').choices(DEVICE_NAMES),
    );
}

/** Where times are compared with a trap's, ONNX Runtime stays on the processor unless a device is named. */
export function preferProcessor({ engine, device }: EngineRequest): EngineRequest {
  return engine === 'onnx' ? { engine, device: device ?? 'cpu' } : { engine, device };
}
