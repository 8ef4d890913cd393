import { Command, InvalidArgumentError } from '@natiu/terminal';
import { defaultDataDir } from './layout.ts';

export interface LaunchOptions {
  port: number;
  host: string;
  /** How browsers reach the dashboard. */
  url?: string;
  data: string;
  brokerPort?: number;
  traps: number;
  /** False: an empty system, no demonstration. */
  demo: boolean;
  json: boolean;
}

function parseNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

function parseUrl(text: string): string {
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) {
    throw new InvalidArgumentError('It must be an address such as https://natiu.example.org.');
  }
  return new URL(text).origin;
}

export function createProgram(run: (options: LaunchOptions) => Promise<void>): Command {
  const port = parseNumber(1, 65_535);
  return new Command('npm start --')
    .description('Runs the whole of Natiu on this machine, with a demonstration fleet of traps.')
    .option('--port <n>', 'port of the dashboard', port, 3000)
    .option('--host <address>', 'address that the dashboard listens on', '127.0.0.1')
    .option('--url <address>', 'how browsers reach the dashboard, when it is not the address above', parseUrl)
    .option('--data <folder>', 'where everything is kept', defaultDataDir())
    .option('--broker-port <n>', 'port of the MQTT broker (default: a free one)', port)
    .option('--traps <n>', 'traps of the demonstration', parseNumber(1, 64), 8)
    .option('--no-demo', 'an empty system: no demonstration traps, sites and people')
    .option('--json', 'progress on standard error, one JSON object on standard output when all runs', false)
    .action(run);
}
