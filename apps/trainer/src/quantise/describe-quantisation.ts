import type { CountError, EvaluationReport } from '@natiu/evaluation';
import { renderTable } from '@natiu/terminal';
import type { SpeedComparison } from './compare-speed.ts';

/** What one model reaches on the test split. */
export interface QuantisationFigures extends Pick<
  EvaluationReport,
  'map50' | 'map50To95' | 'classesIgnored' | 'perClass'
> {
  readonly bytes: number;
  readonly counts: CountError;
}

export interface QuantisationResult {
  readonly file: string;
  readonly sha256: string;
  readonly calibrationPictures: number;
  readonly testPictures: number;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly floatConvolutions: readonly string[];
  readonly float: QuantisationFigures;
  readonly eightBit: QuantisationFigures;
  /** Float first, 8-bit second. */
  readonly speed: SpeedComparison;
}

/** Both models side by side, for a person. */
export function describeQuantisation(result: QuantisationResult): string {
  const { float, eightBit, speed } = result;
  const row = (name: string, show: (one: QuantisationFigures, i: number) => string) => [
    name,
    show(float, 0),
    show(eightBit, 1),
  ];
  const classes = Object.keys(float.perClass).map((name) =>
    row(`AP50-95 ${name}`, ({ perClass }) => perClass[name]!.ap50To95.toFixed(3)),
  );
  return [
    `${result.file}: SHA-256 ${result.sha256}`,
    `Calibrated on ${result.calibrationPictures} validation pictures; measured on ${result.testPictures} test pictures.`,
    renderTable(
      ['', 'float', '8-bit'],
      [
        row('mAP50', ({ map50 }) => map50.toFixed(3)),
        row('mAP50-95', ({ map50To95 }) => map50To95.toFixed(3)),
        row('mAP50-95, classes ignored', ({ classesIgnored }) => classesIgnored.map50To95.toFixed(3)),
        ...classes,
        row('Mean abs. count error', ({ counts }) => counts.meanAbsoluteError.toFixed(2)),
        row('File, MB', ({ bytes }) => (bytes / 1e6).toFixed(2)),
        row('Inference, ms', (_, i) => speed.medianMs[i]!.toFixed(1)),
        row('Processor time, ms', (_, i) => speed.processorMs[i]!.toFixed(1)),
      ],
    ),
    `Times: median of ${speed.rounds} rounds in turn, ${speed.threads} thread(s), ` +
      `load ${speed.loadBefore.toFixed(1)} to ${speed.loadAfter.toFixed(1)}.`,
  ].join('\n');
}
